// Package storetest gives tests an empty database of each kind.
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Each runs a test on SQLite, and on PostgreSQL where CX_POSTGRES names a server.
func Each(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite returns a file that does not exist yet, whose name is not a plain one.
func SQLite(t testing.TB) string { return filepath.Join(t.TempDir(), "a store?100%.db") }

// Postgres makes a database, which is dropped at the end of the test, and returns its address.
func Postgres(t testing.TB) string {
	server := os.Getenv("CX_POSTGRES")
	if server == "" {
		if os.Getenv("CX_REQUIRE_POSTGRES") != "" {
			t.Fatal("CX_POSTGRES is not set")
		}
		t.Skip("CX_POSTGRES is not set: no test on PostgreSQL")
	}
	address, err := url.Parse(server)
	if err != nil {
		t.Fatal("CX_POSTGRES is not an address")
	}
	name := "dashboard_" + rand.Text()
	admin(t, server, `CREATE DATABASE "`+name+`"`)
	t.Cleanup(func() { admin(t, server, `DROP DATABASE "`+name+`" WITH (FORCE)`) })
	address.Path = "/" + name
	return address.String()
}

func admin(t testing.TB, server, statement string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, statement); err != nil {
		t.Fatal(err)
	}
}
