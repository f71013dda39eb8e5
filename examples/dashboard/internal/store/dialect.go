package store

import (
	"database/sql"
	"fmt"
	"strings"
)

// dialect is what the two databases say in different words. Rows go to a statement as one JSON
// array of arrays, so that a batch of any size is one statement with one argument.
type dialect struct {
	name string

	insertAnswers, insertActivities, upsertSubscriptions, upsertTickets, insertCases string

	makeTallies string // makes the tallies that are missing, empty, for lockTallies to find; blank where nobody else writes
	lockTallies string // reads tallies in the order of the argument, locked until the commit
	saveTallies string
	newVersions string // of months

	keepHashes string

	snapshot  *sql.TxOptions // of a transaction that sees one state
	forUpdate string
	instant   string // converts a parameter to an instant
}

// column is a column of a table, with its type in PostgreSQL.
type column struct{ name, kind string }

var ( // read only
	answerColumns = []column{
		{"id", "text"}, {"customer", "text"}, {"segment", "text"}, {"question", "text"}, {"at", "timestamptz"},
		{"score", "smallint"}, {"channel", "text"}, {"stage", "text"}, {"comment", "text"},
	}
	activityColumns = []column{
		{"id", "text"}, {"customer", "text"}, {"segment", "text"}, {"at", "timestamptz"}, {"amount", "numeric"},
	}
	subscriptionColumns = []column{
		{"id", "text"}, {"customer", "text"}, {"plan", "text"}, {"start_day", "date"}, {"end_day", "date"},
		{"amount", "numeric"}, {"updated", "timestamptz"},
	}
	ticketColumns = []column{
		{"id", "text"}, {"customer", "text"}, {"segment", "text"}, {"opened", "timestamptz"}, {"first_reply", "timestamptz"},
		{"resolved", "timestamptz"}, {"reopened", "boolean"}, {"updated", "timestamptz"},
	}
	caseColumns  = []column{{"id", "text"}, {"at", "timestamptz"}}
	tallyColumns = []column{{"day", "date"}, {"question", "text"}, {"segment", "text"}, {"stage", "text"}, {"tally", "json"}}
)

const (
	tallyOrder  = "day, question, segment, stage"
	tallyFields = tallyOrder + ", tally"
	newVersions = "INSERT INTO months (month, version) SELECT %s, 1 FROM %s ON CONFLICT (month) DO UPDATE SET version = months.version + 1"
)

func sqliteDialect() dialect {
	field := func(i int, kind string) string { return fmt.Sprintf("r.value->>%d", i) }
	d := dialect{name: "sqlite", instant: "$%d"}
	d.statements("json_each($1) AS r", field)
	d.keepHashes = "INSERT INTO erased (hash) SELECT value FROM json_each($1) WHERE true ON CONFLICT DO NOTHING"
	d.makeTallies = "" // a transaction has the whole file
	d.lockTallies = "SELECT " + tallyFields + ` FROM json_each($1) AS r CROSS JOIN tallies
		WHERE day = r.value->>0 AND question = r.value->>1 AND segment = r.value->>2 AND stage = r.value->>3`
	d.newVersions = fmt.Sprintf(newVersions, "value", "json_each($1) WHERE true")
	return d
}

func postgres() dialect {
	field := func(i int, kind string) string { return fmt.Sprintf("(r.value->>%d)::%s", i, kind) }
	d := dialect{name: "postgres", snapshot: &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, forUpdate: " FOR UPDATE", instant: "$%d::timestamptz"}
	d.statements("json_array_elements($1::json) AS r(value)", field)
	d.keepHashes = "INSERT INTO erased (hash) SELECT json_array_elements_text($1::json) ON CONFLICT DO NOTHING"
	// LATERAL with a lock inside is a look-up for each key, in their order. A join may read the
	// whole table, and locks in any order.
	d.lockTallies = "SELECT " + tallyFields + ` FROM json_array_elements($1::json) AS r(value), LATERAL (
		SELECT * FROM tallies WHERE day = (r.value->>0)::date AND question = r.value->>1 AND segment = r.value->>2 AND stage = r.value->>3
		FOR UPDATE) AS t`
	d.newVersions = fmt.Sprintf(newVersions, "value::date", "json_array_elements_text($1::json) AS r(value)")
	return d
}

// statements fills in what is alike in all but the rows and their fields.
func (d *dialect) statements(rows string, field func(i int, kind string) string) {
	insert := func(table string, columns []column, conflict string) string {
		names, fields := make([]string, len(columns)), make([]string, len(columns))
		for i, c := range columns {
			names[i], fields[i] = c.name, field(i, c.kind)
		}
		return fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s WHERE %%s ON CONFLICT %s",
			table, strings.Join(names, ", "), strings.Join(fields, ", "), rows, conflict)
	}
	// The field after the columns is the hash that says whether the row was erased before.
	alive := func(statement string, columns []column) string {
		return fmt.Sprintf(statement, "NOT EXISTS (SELECT 1 FROM erased WHERE hash = "+field(len(columns), "text")+")")
	}
	newer := func(table string, columns []column) string {
		set := make([]string, 0, len(columns))
		for _, c := range columns[1:] {
			set = append(set, c.name+" = excluded."+c.name)
		}
		return "(id) DO UPDATE SET " + strings.Join(set, ", ") + " WHERE excluded.updated > " + table + ".updated RETURNING id"
	}
	const once = "(id) DO NOTHING RETURNING id"
	d.insertAnswers = alive(insert("answers", answerColumns, once), answerColumns)
	d.insertActivities = alive(insert("activities", activityColumns, once), activityColumns)
	d.upsertSubscriptions = alive(insert("subscriptions", subscriptionColumns, newer("subscriptions", subscriptionColumns)), subscriptionColumns)
	d.upsertTickets = alive(insert("tickets", ticketColumns, newer("tickets", ticketColumns)), ticketColumns)
	d.insertCases = fmt.Sprintf(insert("cases", caseColumns, "(id) DO UPDATE SET at = excluded.at"), "true")
	d.makeTallies = fmt.Sprintf(insert("tallies", tallyColumns, "DO NOTHING"), "true")
	d.saveTallies = fmt.Sprintf(insert("tallies", tallyColumns, "(day, question, segment, stage) DO UPDATE SET tally = excluded.tally"), "true")
}
