package envfile_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge/envfile"
)

func TestRead(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
		notes      int
	}{
		{"nothing", "", nil, 0},
		{"comments and empty lines", "# A=1\n\n ; B=2\n\t\nC=3\n", []string{"C=3"}, 0},
		{"an empty value", "A=\n", []string{"A="}, 0},
		{"export", "export A=1\nexport\tB=2\nexportC=3", []string{"A=1", "B=2", "exportC=3"}, 0},
		{"line ends of Windows, and a byte order mark", "\ufeffA=1\r\nB=2\r\n", []string{"A=1", "B=2"}, 0},
		{"equal signs and blanks in a value", "A=b=c d", []string{"A=b=c d"}, 0},
		{"a hash in a value", "A=b # c", []string{"A=b # c"}, 0},
		{"double quotes", `A="b \"c\" \$d \n"`, []string{`A=b "c" $d \n`}, 1},
		{"single quotes", `A='b \"c'`, []string{`A=b \"c`}, 1},
		{"quotes inside", `A=b"c"`, []string{`A=b"c"`}, 0},
		{"a name twice, of which the last line counts", "A=1\nB=\nA=2", []string{"B=", "A=2"}, 1},
		{"a name without a value", "A", nil, 1},
		{"what a shell would expand", "A=$(satchel secret new)\nB=${A}\nC=a$b", []string{"A=$(satchel secret new)", "B=${A}", "C=a$b"}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, notes, err := envfile.Read(test.text)
			if err != nil || !slices.Equal(got, test.want) || len(notes) != test.notes {
				t.Errorf("%q, %v, %v; want %q and %d notes", got, notes, err, test.want, test.notes)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"a secret alone", "A=1\naB3-hunter2/x==", "line 2: is no NAME=value"},
		{"a name with blanks", "A B=hunter2", "line 1: is no NAME=value"},
		{"a value alone", "=hunter2", "line 1: is no NAME=value"},
		{"a quote without an end", `A="hunter2`, "line 1: the quote does not end at the end of the line"},
		{"something behind a quote", `A="hunter2" b`, "line 1: the quote does not end at the end of the line"},
		{"bytes that are no text", "A=hunter2\xff", "is no text in UTF-8"},
		{"a NUL", "A=hunter2\x00", "is no text in UTF-8"},
		{"too many lines", strings.Repeat("\n", 4097), "has more than 4096 lines, and so is something else"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, _, err := envfile.Read(test.text); err == nil || err.Error() != test.want {
				t.Errorf("the error is %v, want %s", err, test.want)
			}
		})
	}
}

// FuzzRead: what is read can be written in quotes and read again, and no error has a piece
// of the text.
func FuzzRead(f *testing.F) {
	f.Add("A=1\nexport B='2'\n#\n")
	f.Add("A=\"\\\"\\$\"")
	f.Fuzz(func(t *testing.T, text string) {
		variables, _, err := envfile.Read(text)
		if err != nil {
			if len(err.Error()) > 80 {
				t.Errorf("a long error: %v", err)
			}
			return
		}
		var again strings.Builder
		for _, variable := range variables {
			name, value, _ := strings.Cut(variable, "=")
			value = strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "`", "\\`").Replace(value)
			again.WriteString("export " + name + "=\"" + value + "\"\n")
		}
		if got, _, err := envfile.Read(again.String()); err != nil || !slices.Equal(got, variables) {
			t.Errorf("%s: %s", strconv.Quote(again.String()), err)
		}
	})
}
