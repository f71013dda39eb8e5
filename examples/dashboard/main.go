// Command dashboard is a service that a team forks: answers, orders, subscriptions and tickets
// come in by HTTP, tallies are kept in SQLite or PostgreSQL, and a page shows them.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/cxmetrics/cx/examples/dashboard/internal/sample"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "dashboard:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("dashboard", flag.ContinueOnError)
	dsn := flags.String("db", "", "the database")
	listen := flags.String("listen", "127.0.0.1:8080", "the address")
	if err := flags.Parse(args); err != nil {
		return err
	}
	demo := *dsn == ""
	if demo {
		folder, err := os.MkdirTemp("", "dashboard-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		*dsn = filepath.Join(folder, "sample.db")
	}
	s, err := store.Open(ctx, *dsn)
	if err != nil {
		return err
	}
	defer s.Close()
	if demo {
		if err := sample.Fill(ctx, s); err != nil {
			return err
		}
	}
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "http://%s\n", l.Addr())
	server := &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tallies, err := s.Tallies(r.Context(), store.Filter{})
		if err != nil {
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		json.NewEncoder(w).Encode(tallies)
	})}
	context.AfterFunc(ctx, func() { server.Shutdown(context.Background()) })
	if err := server.Serve(l); err != http.ErrServerClosed {
		return err
	}
	return nil
}
