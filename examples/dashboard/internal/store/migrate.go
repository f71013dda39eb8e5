package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// migrate brings the tables up to date. Two processes may do so at once: in PostgreSQL one
// waits for the other's lock; in SQLite the one that comes second fails, and finds nothing to
// do when it tries again.
func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations/"+s.dialect.name)
	if err != nil {
		return fmt.Errorf("find the migrations: %w", err)
	}
	kind, options, tries := goose.DialectSQLite3, []goose.ProviderOption(nil), 3
	if s.dialect.name == "postgres" {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return fmt.Errorf("lock the migrations: %w", err)
		}
		kind, options, tries = goose.DialectPostgres, []goose.ProviderOption{goose.WithSessionLocker(locker)}, 1
	}
	for ; tries > 0; tries-- {
		var provider *goose.Provider
		if provider, err = goose.NewProvider(kind, s.write, files, options...); err != nil {
			return fmt.Errorf("read the migrations: %w", err)
		}
		if _, err = provider.Up(ctx); err == nil {
			return nil
		}
	}
	return fmt.Errorf("migrate: %w", err)
}
