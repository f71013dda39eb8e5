package main

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/events"
	"github.com/cxmetrics/cx/examples/report/internal/journey"
	"github.com/cxmetrics/cx/examples/report/internal/orders"
	"github.com/cxmetrics/cx/examples/report/internal/outcomes"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/referrals"
	"github.com/cxmetrics/cx/examples/report/internal/subscriptions"
	"github.com/cxmetrics/cx/examples/report/internal/survey"
	"github.com/cxmetrics/cx/examples/report/internal/table"
	"github.com/cxmetrics/cx/examples/report/internal/tickets"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// commands are what the program can do. What the rows of a file are is a command, and has
// flags of its own.
type commands struct {
	Survey        survey.Flags        `cmd:"" help:"answers to a survey: NPS, CSAT and CES"`
	Orders        orders.Flags        `cmd:"" help:"what customers did, as orders or visits: cohorts, repeat purchases, churn by inactivity, value"`
	Subscriptions subscriptions.Flags `cmd:"" help:"subscriptions: churn, how long they last, recurring revenue, value"`
	Events        events.Flags        `cmd:"" help:"what customers did on the way, as pages seen or buttons pressed: a funnel"`
	Journey       journey.Flags       `cmd:"" help:"measurements along the customer journey: its map, targets and gaps"`
	Tickets       tickets.Flags       `cmd:"" help:"tickets, as mails, calls or complaints: first-contact resolution, waits, service levels"`
	Outcomes      outcomes.Flags      `cmd:"" help:"answers and what customers did after them: who stays, buys, and by which answer to tell"`
	Referrals     referrals.Flags     `cmd:"" help:"orders, and who recommended us to whom: what referrals bring"`
	Columns       columnFlags         `cmd:"" help:"what is in a file: its columns, what their cells look like, and a command to start from"`
	Sample        sampleFlags         `cmd:"" help:"the report of a simulated sample of one of these kinds, as report sample orders"`
}

// kinds returns the reports by their commands.
func (c *commands) kinds() map[string]topic.Kind {
	return map[string]topic.Kind{
		"survey": &c.Survey, "orders": &c.Orders, "subscriptions": &c.Subscriptions, "events": &c.Events,
		"journey": &c.Journey, "tickets": &c.Tickets, "outcomes": &c.Outcomes, "referrals": &c.Referrals,
	}
}

// kindNames are the commands of kinds, in the order of the help.
var kindNames = []string{"survey", "orders", "subscriptions", "events", "journey", "tickets", "outcomes", "referrals"}

// sampleFlags are what sample takes before its kind is known.
type sampleFlags struct{}

// helpRequest asks for the help of the program or of a command.
type helpRequest struct{ node *kong.Node }

func (h *helpRequest) Error() string { return "help" }

func isHelp(flag string) bool { return flag == "h" || flag == "help" }

// valueTypes are the parsers of the values of flags, by the type that a flag names.
var valueTypes = map[string]kong.Mapper{
	"text": parsed(topic.ParseText), "column": parsed(topic.ParseColumn), "columns": parsed(topic.ParseColumns), "names": parsed(topic.ParseNames),
	"output": parsed(topic.ParseOutput), "zone": parsed(topic.ParseZone), "grain": parsed(topic.ParseGrain), "level": parsed(topic.ParseLevel),
	"share": parsed(topic.ParseShare), "day": parsed(topic.ParseDay), "period": parsed(topic.ParseDays), "span": parsed(topic.ParseSpan), "length": parsed(topic.ParseLength),
	"encoding": parsed(topic.ParseEncoding), "separator": parsed(table.ParseSeparator), "header": parsed(topic.ParseHeader),
	"decimal": parsed(topic.ParseDecimal), "dates": parsed(table.ParseDates), "na": parsed(topic.ParseNA), "where": parsed(topic.ParseCondition),
	"recommend": parsed(question.RecommendScale), "satisfaction": parsed(question.SatisfactionScale), "effort": parsed(question.EffortScale),
	"keep": parsed(survey.ParseKeep), "split": parsed(survey.ParseSplit), "language": parsed(survey.ParseLanguage), "churn": parsed(value.ParseChurn), "order": parsed(events.ParseOrder), "base": parsed(events.ParseBase),
	"margin": parsed(value.ParseMargin), "discount": parsed(value.ParseDiscount), "cost": parsed(value.ParseCost), "ratio": parsed(value.ParseRatio),
	"trailing": parsed(topic.WholeBetween(1, cx.MaxPeriods, "days")), "days": parsed(topic.WholeBetween(1, value.MaxWindow, "days")),
	"weeks": parsed(topic.WholeBetween(1, value.MaxHorizon, "weeks")), "periods": parsed(topic.WholeBetween(0, value.MaxLag, "periods")),
	"unit": parsed(subscriptions.ParseUnit), "hours": parsed(tickets.ParseHours), "holidays": parsed(tickets.ParseHolidays), "target": parsed(tickets.ParseTarget),
	"lines": parsed(topic.WholeBetween(1, events.MaxTop, "lines")),
}

// parsed makes a parser one of flags. A list gets more with each use of its flag, and a
// pointer is nil where the flag is not used.
func parsed[T any](parse func(string) (T, error)) kong.MapperFunc {
	return func(ctx *kong.DecodeContext, target reflect.Value) error {
		token, err := ctx.Scan.PopValue("value")
		if err != nil {
			return err
		}
		v, err := parse(token.String())
		if err != nil {
			return topic.FlagError(ctx.Value.Name, err)
		}
		switch value := reflect.ValueOf(v); {
		case value.Kind() == reflect.Slice:
			target.Set(reflect.AppendSlice(target, value))
		case target.Type() == value.Type():
			target.Set(value)
		default:
			target.Set(reflect.New(value.Type()))
			target.Elem().Set(value)
		}
		return nil
	}
}

// command is a command line that was understood: a kind of rows, or columns.
type command struct {
	kind    topic.Kind
	columns *columnFlags
}

// parseCommand reads the command line. Flags may be before and after the file, with one dash
// or two.
func parseCommand(args []string) (*command, error) {
	c := &commands{}
	var options []kong.Option
	for name, mapper := range valueTypes {
		options = append(options, kong.NamedMapper(name, mapper))
	}
	parser, err := kong.New(c, append(options, kong.Name("report"), kong.NoDefaultHelp())...)
	if err != nil {
		return nil, err
	}
	l, err := splitLine(parser.Model.Node, args)
	if err != nil {
		return nil, err
	}
	kind := c.kinds()[l.node.Name]
	if kind == nil {
		if len(l.files) != 1 || l.sample {
			return nil, &topic.UsageError{Text: "name one FILE, as report columns answers.csv"}
		}
		c.Columns.given = l.flags
		return &command{columns: &c.Columns}, parseFlags(parser, l)
	}
	var settings *config
	if name := l.valueOf("config"); name != "" {
		if settings, err = readConfig(name, l); err != nil {
			return nil, err
		}
	}
	if err := parseFlags(parser, l); err != nil {
		return nil, err
	}
	switch {
	case l.sample && len(l.files) > 0:
		return nil, &topic.UsageError{Text: "a sample goes without a file: report sample " + l.node.Name}
	case l.sample:
		kind.FillSample()
	case len(l.files) == 0:
		return nil, &topic.UsageError{Text: fmt.Sprintf("name the FILE, or - for standard input; report sample %s shows a simulated one", l.node.Name)}
	case len(l.files) > 1:
		return nil, &topic.UsageError{Text: fmt.Sprintf("%d files are named, want one", len(l.files))}
	}
	o := kind.SharedFlags()
	if settings != nil {
		o.Words = settings.words
	}
	if err := o.CheckTable(); err != nil {
		return nil, err
	}
	if err := kind.Check(l.given()); err != nil {
		return nil, err
	}
	return &command{kind: kind}, o.CheckPages()
}

// parseFlags sets the flags of a command line.
func parseFlags(parser *kong.Kong, l *line) error {
	args := []string{l.node.Name}
	for _, f := range l.flags {
		args = append(args, "--"+f.name+f.value)
	}
	_, err := parser.Parse(append(append(args, "--"), l.files[:min(len(l.files), 1)]...))
	if err == nil {
		return nil
	}
	if wrong, ok := errors.AsType[*topic.UsageError](err); ok {
		return wrong
	}
	text := strings.ReplaceAll(err.Error(), "--", "-")
	if before, list, several := strings.Cut(text, ", did you mean one of "); several { // the nearest is enough
		names := strings.Split(strings.TrimSuffix(list, "?"), ", ")
		near := nearest(`"`+strings.TrimPrefix(before, "unknown flag ")+`"`, names)
		text = before + ", did you mean " + cmp.Or(near, names[0]) + "?"
	}
	return &topic.UsageError{Text: text}
}

// line is a command line whose flags are told from its files.
type line struct {
	app, node *kong.Node
	sample    bool // of the kind
	flags     []flagText
	files     []string
}

// flagText is a flag and its value, as "=9", or "" for a switch.
type flagText struct{ name, value string }

// splitLine tells flags from files, since a value may begin with a dash, and a flag with one.
func splitLine(app *kong.Node, args []string) (*line, error) {
	if len(args) == 0 {
		args = []string{"sample", "survey"}
	}
	l := &line{app: app}
	if args[0] == "sample" {
		l.sample, args = true, args[1:]
	}
	for _, node := range app.Children {
		if len(args) > 0 && node.Name == args[0] && node.Name != "sample" {
			l.node = node
		}
	}
	if l.node == nil {
		return nil, l.noKind(args)
	}
	for args = args[1:]; len(args) > 0; {
		arg := args[0]
		args = args[1:]
		name, dashed := strings.CutPrefix(arg, "-")
		if !dashed || name == "" || name[0] >= '0' && name[0] <= '9' {
			l.files = append(l.files, arg)
			continue
		}
		if arg == "--" {
			l.files = append(l.files, args...)
			break
		}
		name, value, hasValue := strings.Cut(strings.TrimPrefix(name, "-"), "=")
		if isHelp(name) {
			return nil, &helpRequest{l.node}
		}
		f := flagOf(l.node, name)
		switch {
		case f == nil:
			if others := l.kindsWith(name); others != nil {
				return nil, &topic.UsageError{Text: fmt.Sprintf("-%s is no flag of %s, but of %s", name, l.node.Name, strings.Join(others, ", "))}
			}
			value = "" // kong says what it may have been
		case hasValue:
			value = "=" + value
		case f.IsBool():
			value = ""
		case len(args) == 0:
			return nil, &topic.UsageError{Text: fmt.Sprintf("-%s needs a value: %s", name, f.PlaceHolder)}
		default:
			value, args = "="+args[0], args[1:]
		}
		if f != nil {
			name = f.Name
		}
		l.flags = append(l.flags, flagText{name, value})
	}
	return l, nil
}

// noKind says what is wrong with a command line that does not begin with a command.
func (l *line) noKind(args []string) error {
	names := strings.Join(kindNames, ", ")
	switch first := append(args, "")[0]; {
	case isHelp(strings.TrimLeft(first, "-")) || first == "help":
		return &helpRequest{l.app}
	case first == "" && l.sample:
		return &topic.UsageError{Text: "name a sample: " + names}
	case strings.HasPrefix(first, "-"):
		return &topic.UsageError{Text: "begin with what the rows are, as report survey [flags] FILE: " + names}
	case l.sample:
		return &topic.UsageError{Text: "there is no such sample: " + names}
	default:
		if near := nearest(first, append(kindNames, "columns", "sample")); near != "" {
			return &topic.UsageError{Text: fmt.Sprintf("there is no command %q, did you mean %s?", first, near)}
		}
		return &topic.UsageError{Text: "begin with what the rows are: " + names + "; report columns FILE shows what is in a file"}
	}
}

// kindsWith returns the kinds of rows that have a flag.
func (l *line) kindsWith(name string) []string {
	var names []string
	for _, node := range l.app.Children {
		if flagOf(node, name) != nil {
			names = append(names, node.Name)
		}
	}
	return names
}

// flagOf returns the flag of a command by its name, nil for none.
func flagOf(node *kong.Node, name string) *kong.Flag {
	for _, f := range node.Flags {
		if f.Name == name || slices.Contains(f.Aliases, name) {
			return f
		}
	}
	return nil
}

// given returns the names of the flags that were given.
func (l *line) given() []string {
	names := make([]string, 0, len(l.flags))
	for _, f := range l.flags {
		names = append(names, f.name)
	}
	return names
}

// valueOf returns the value of a flag, "" for none.
func (l *line) valueOf(name string) string {
	value := ""
	for _, f := range l.flags {
		if f.name == name {
			value = strings.TrimPrefix(f.value, "=")
		}
	}
	return value
}
