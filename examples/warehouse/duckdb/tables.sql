CREATE TABLE answers (
  id          bigint      NOT NULL, -- later rows have higher ones
  customer    text        NOT NULL, -- blank is anonymous
  answered_at timestamptz NOT NULL,
  segment     text,
  question    text        NOT NULL, -- nps, csat, ces
  score       integer,
  reason      text
);
CREATE TABLE orders (
  customer     text        NOT NULL,
  ordered_at   timestamptz NOT NULL,
  segment      text,
  amount       numeric(18,2),       -- below 0 is a refund
  items        integer,
  promised_on  date,
  delivered_on date
);
CREATE TABLE customers (
  customer     text NOT NULL,
  segment      text,
  signed_up_on date NOT NULL,
  canceled_on  date                 -- the first day without
);
CREATE TABLE tickets (
  customer  text        NOT NULL,
  opened_at timestamptz NOT NULL
);
CREATE TABLE subscriptions (
  customer  text          NOT NULL,
  starts_on date          NOT NULL,
  ends_on   date,                   -- the first day without
  amount    numeric(18,2) NOT NULL  -- per month
);
CREATE TABLE events (
  id          bigint      NOT NULL, -- later rows have higher ones
  customer    text        NOT NULL,
  name        text        NOT NULL,
  happened_at timestamptz NOT NULL
);
CREATE TABLE selections (           -- a row for each option that somebody chose
  respondent text NOT NULL,
  option     text                   -- NULL: saw the question and left it blank
);
