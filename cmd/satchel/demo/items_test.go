package demo_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/satchel-go/satchel"
)

func TestAddItem(t *testing.T) {
	for _, test := range []struct {
		name, input, message, items string
	}{
		{"stores a name", "coffee", "success: Saved “coffee”.", "tea|coffee"},
		{"tidies white space", "  black \t coffee\r\n", "success: Saved “black coffee”.", "tea|black coffee"},
		{"escapes what it shows", "<b>&", "success: Saved “<b>&”.", "tea|<b>&"},
		{"takes the longest name", strings.Repeat("ö", 60), "success: Saved “" + strings.Repeat("ö", 60) + "”.", "tea|" + strings.Repeat("ö", 60)},
		{"refuses an empty name", "", "error: Give the item a name.", "tea"},
		{"refuses white space", " \t", "error: Give the item a name.", "tea"},
		{"refuses a longer name", strings.Repeat("ö", 61), "error: The name is too long: 60 characters at most.", "tea"},
		{"refuses a very long name", strings.Repeat("x", 9000), "error: The name is too long: 60 characters at most.", "tea"},
		{"refuses the same name again", "tea", "error: “tea” is on the list already.", "tea"},
		{"refuses bytes that are no text", "caf\xe9", "error: The name has characters that are no text.", "tea"},
		{"refuses control characters", "a\x00b", "error: The name has characters that are no text.", "tea"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, profile := range profiles {
				c := visit(t, satchel.Config{Profile: profile})
				c.post("/items", "name", "tea")
				page := c.post("/items", "name", test.input)
				if got := message(page); got != test.message {
					t.Errorf("%s: message %q, want %q", profile, got, test.message)
				}
				if got := items(page); got != test.items {
					t.Errorf("%s: items %q, want %q", profile, got, test.items)
				}
				if got := message(c.get("/")); got != "" {
					t.Errorf("%s: the message is there a second time: %q", profile, got)
				}
			}
		})
	}
}

func TestAddItemOnceTheListIsFull(t *testing.T) {
	c := visit(t, satchel.Config{})
	for i := range 50 {
		c.post("/items", "name", fmt.Sprint("item ", i))
	}
	page := c.post("/items", "name", "one more")
	if got, want := message(page), "error: The list is full: remove an item first."; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
	if strings.Contains(items(page), "one more") {
		t.Error("a full list took another item")
	}
}

func TestRefusedInputComesBack(t *testing.T) {
	c := visit(t, satchel.Config{})
	long := strings.Repeat("x", 61)
	if page := c.post("/items", "name", long); !strings.Contains(page, `value="`+long+`" aria-invalid="true"`) {
		t.Error("the form does not show the name again")
	}
	if page := c.post("/login", "email", "ada@"); !strings.Contains(page, `value="ada@" aria-invalid="true"`) {
		t.Error("the form does not show the address again")
	}
	if page := c.get("/"); strings.Contains(page, "aria-invalid") {
		t.Error("the form shows it once more than it should")
	}
}

func TestDeleteItem(t *testing.T) {
	for _, test := range []struct {
		name, input, message, items string
	}{
		{"removes a name", "tea", "success: Removed “tea”.", "coffee"},
		{"says so when there is no such name", "milk", "error: That item is not on the list: another tab may have removed it, or its time is over.", "tea|coffee"},
		{"takes no empty name", "", "error: That item is not on the list: another tab may have removed it, or its time is over.", "tea|coffee"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := visit(t, satchel.Config{})
			c.post("/items", "name", "tea")
			c.post("/items", "name", "coffee")
			page := c.post("/items/delete", "name", test.input)
			if got := message(page); got != test.message {
				t.Errorf("message %q, want %q", got, test.message)
			}
			if got := items(page); got != test.items {
				t.Errorf("items %q, want %q", got, test.items)
			}
		})
	}
}
