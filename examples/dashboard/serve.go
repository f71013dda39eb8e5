package main

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cxmetrics/cx/examples/dashboard/internal/alert"
	"github.com/cxmetrics/cx/examples/dashboard/internal/sample"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// demoAlerts are the rules of the sample.
//
//go:embed alerts.json
var demoAlerts []byte

const (
	defaultListen = "127.0.0.1:8080"
	shutdownTime  = 10 * time.Second
	alertEvery    = time.Minute
)

// serveCommand serves until the context ends.
func serveCommand(ctx context.Context, args []string, getenv func(string) string, out, errs io.Writer) error {
	flags, text := newFlags("dashboard", getenv, errs)
	dsn := text("db", "", "the database: a file, or postgres://...; without one a sample in a temporary folder")
	listen := text("listen", defaultListen, "the address to serve on")
	tokensFile := text("tokens-file", "", "a file with the tokens of those who may write, one a line; or CX_TOKENS")
	readFile := text("read-tokens-file", "", "a file with the tokens of those who may read; or CX_READ_TOKENS")
	webhooks := text("webhooks", "", "a folder with a file NAME.json for each webhook")
	alerts := text("alerts", "", "a file with the rules of alerts")
	demo := flags.Bool("demo", false, "fill the database with the sample, whose last day is taken for today")
	if err := parse(flags, args); err != nil {
		return err
	}
	c := config{log: newLog(errs), now: time.Now, webhooks: *webhooks, alertURL: getenv("CX_ALERT_URL"), key: getenv("CX_SESSION_KEY"), getenv: getenv}
	var err error
	if c.tokens, err = secret(getenv("CX_TOKENS"), *tokensFile); err != nil {
		return err
	}
	if c.readTokens, err = secret(getenv("CX_READ_TOKENS"), *readFile); err != nil {
		return err
	}
	if *alerts != "" {
		if c.rules, err = os.ReadFile(*alerts); err != nil {
			return fmt.Errorf("read the rules of alerts: %w", err)
		}
	}
	if *dsn == "" {
		file, remove, err := temporary()
		if err != nil {
			return err
		}
		defer remove()
		*dsn, *demo = file, true
	}
	listener, err := listenOn(ctx, *listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	if c.loopback = isLoopback(listener.Addr()); !c.loopback && c.readTokens == "" {
		return errors.New("an address that others reach needs CX_READ_TOKENS or -read-tokens-file")
	}
	s, err := store.Open(ctx, *dsn)
	if err != nil {
		return err
	}
	defer s.Close()
	if *demo {
		c.now = sample.End
		if c.rules == nil {
			c.rules = demoAlerts
		}
		if err := sample.Fill(ctx, s); err != nil {
			return err
		}
		if c.tokens == "" && c.loopback {
			c.tokens = newToken()
			fmt.Fprintln(out, "To send answers: Authorization: Bearer", c.tokens)
		}
	}
	service, err := newService(s, c)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "The dashboard is at http://%s\n", listener.Addr())
	return service.serve(ctx, listener)
}

// secret returns a secret of the environment or of a file.
func secret(value, file string) (string, error) {
	if file == "" {
		return value, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read the tokens: %w", err)
	}
	return string(text), nil
}

func newToken() string { return rand.Text() }

// listenOn listens on an address or, if it is the default and taken, on the next that is free.
func listenOn(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	for port := 8081; err != nil && address == defaultListen && port < 8100; port++ {
		listener, err = config.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	}
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return listener, nil
}

func isLoopback(address net.Addr) bool {
	tcp, ok := address.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// serve serves until the context ends: then it accepts no more, ends the streams and the
// watching of alerts, and lets the requests finish.
func (v *service) serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler: v.handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(v.log.Handler(), slog.LevelWarn),
	}
	watching, stopWatching := context.WithCancel(ctx)
	var background sync.WaitGroup
	background.Go(func() { v.watcher.Run(watching, alertEvery) })
	background.Go(func() { // so that the first page of years need not read all tallies
		if _, err := v.store.Tallies(watching, store.Filter{}); err != nil && watching.Err() == nil {
			v.log.Error("the tallies are not read", "error", err)
		}
	})
	defer background.Wait()
	defer stopWatching()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	v.log.Info("stopping")
	close(v.stop)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := server.Shutdown(ending); err != nil {
		return errors.Join(fmt.Errorf("requests did not end: %w", err), server.Close())
	}
	v.log.Info("stopped")
	return nil
}

// alertRules returns the rules of alerts, none of a text that is blank.
func (c config) alertRules() ([]alert.Rule, error) {
	if strings.TrimSpace(string(c.rules)) == "" {
		return nil, nil
	}
	return alert.ReadRules(c.rules)
}
