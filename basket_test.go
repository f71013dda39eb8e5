package cx_test

import (
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestBasket(t *testing.T) {
	b := cx.Basket{Transactions: 3, Items: 11, Value: dec("145.40")}
	got, err := b.ItemsPerBasket()
	cxtest.Exactly(t, "ItemsPerBasket", got, err, "3.66666667") // 11/3
	got, err = b.ValuePerBasket()
	cxtest.Exactly(t, "ValuePerBasket", got, err, "48.46666667") // 145.4/3
	if got := b.Total(); got != 3 {
		t.Errorf("Total() = %d, want 3", got)
	}
	// A gift costs nothing.
	if err := b.Add(1, dec("0")); err != nil || b.Transactions != 4 || b.Items != 12 || !b.Value.Equal(dec("145.4")) {
		t.Errorf("Add(1, 0) = %v, %v", b, err)
	}
	_, err = cx.Basket{}.ItemsPerBasket()
	cxtest.Refuses(t, "ItemsPerBasket", err, cx.ErrNoData)
	_, err = cx.Basket{}.ValuePerBasket()
	cxtest.Refuses(t, "ValuePerBasket", err, cx.ErrNoData)
}

// TestWebBasket reproduces the orders and the revenue of the events_web_funnel reference,
// and the carts that did not become orders.
func TestWebBasket(t *testing.T) {
	var reference struct {
		Revenue string
		Orders  int64
		Ordered map[string]int64
	}
	sharedReference(t, "events_web_funnel", &reference)
	columns, rows := sharedRows(t, "events_web_funnel", "user_events.csv.gz")
	var b cx.Basket
	carts := map[string]bool{} // whether they became an order
	for _, row := range rows {
		user := row[columns["user_id"]]
		switch row[columns["event_type"]] {
		case "add_to_cart":
			if _, ok := carts[user]; !ok {
				carts[user] = false
			}
		case "purchase":
			value, err := cx.ParseMoney(row[columns["amount"]])
			if err != nil {
				t.Fatal(err)
			}
			if err := b.Add(1, value); err != nil {
				t.Fatal(err)
			}
			carts[user] = true
		}
	}
	if b.Transactions != reference.Orders || !b.Value.Equal(dec(reference.Revenue)) {
		t.Errorf("basket = %v, want %d orders of %s", b, reference.Orders, reference.Revenue)
	}
	got, err := b.ValuePerBasket()
	cxtest.Exactly(t, "ValuePerBasket", got, err, "106.50739709") // 87975.11/826 = 106.507397094…
	var abandoned cx.Proportion
	for _, ordered := range carts {
		if err := abandoned.Add(!ordered); err != nil {
			t.Fatal(err)
		}
	}
	want := cx.Proportion{Count: reference.Ordered["add_to_cart"] - reference.Ordered["purchase"], Total: reference.Ordered["add_to_cart"]}
	if abandoned != want {
		t.Errorf("abandoned carts = %v, want %v", abandoned, want)
	}
}
