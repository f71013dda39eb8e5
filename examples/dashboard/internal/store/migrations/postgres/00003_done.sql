-- +goose Up
CREATE INDEX cases_done ON cases (done, id) WHERE done IS NOT NULL;

-- +goose Down
DROP INDEX cases_done;
