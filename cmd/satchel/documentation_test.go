//go:build unix

package main_test

import (
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// page is docs/command-line.md, of which this file is the proof.
type page struct {
	text     string
	sections map[string]string // by their titles, those of a section inside left out
}

// readPage reads the page. It is outside of this module, so that "go test" takes a result of before
// for that of a page which has changed since: say -count=1 then.
func readPage(t *testing.T) page {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "command-line.md"))
	if err != nil {
		t.Fatal(err)
	}
	p := page{string(text), map[string]string{}}
	for _, section := range strings.Split(p.text, "\n#")[1:] {
		title, content, _ := strings.Cut(section, "\n")
		p.sections[strings.TrimLeft(title, "# ")] = content
	}
	return p
}

// blocks returns the fenced blocks of a language.
func (p page) blocks(language string) []string {
	var all []string
	for _, match := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(p.text, -1) {
		all = append(all, match[1])
	}
	return all
}

// around returns a section, and those that it links to for what several commands share.
func (p page) around(name string, commands map[string][]string) string {
	text := p.sections[name]
	for other, shared := range p.sections {
		anchor := "(#" + strings.ReplaceAll(strings.ToLower(other), " ", "-") + ")"
		if _, is := commands[other]; !is && strings.Contains(p.sections[name], anchor) {
			text += shared
		}
	}
	return text
}

// helpCommands asks the program for its commands that do something, and their flags.
func helpCommands(t *testing.T, path ...string) map[string][]string {
	t.Helper()
	help, err := exec.CommandContext(t.Context(), "satchel", append(slices.Clone(path), "--help")...).Output()
	if err != nil {
		t.Fatalf("%q: %v", path, err)
	}
	found := map[string][]string{}
	_, list, group := strings.Cut(string(help), "\nAvailable Commands:\n")
	if !group {
		for _, flag := range flagOfHelp.FindAllStringSubmatch(string(help), -1) {
			found[strings.Join(path, " ")] = append(found[strings.Join(path, " ")], flag[1])
		}
		return found
	}
	list, _, _ = strings.Cut(list, "\n\n")
	for line := range strings.Lines(list) {
		if name := strings.Fields(line)[0]; name != "help" {
			maps.Copy(found, helpCommands(t, append(slices.Clone(path), name)...))
		}
	}
	return found
}

var (
	flagOfHelp  = regexp.MustCompile(`(?m)^ {2}(?:-\w, | {4})(--\S+)`)
	flagOf      = regexp.MustCompile(`--[a-z][a-z-]*`)
	commandLine = regexp.MustCompile("\\bsatchel((?: [a-z]+)+)([^|;&`\n]*)")
)

// everywhere are the flags of all commands, which the page has in one place.
var everywhere = []string{"--help", "--json"}

func TestPageHasEachCommandAndFlag(t *testing.T) {
	p, commands := readPage(t), helpCommands(t)
	if len(commands) < 10 {
		t.Fatalf("the help has %d commands", len(commands))
	}
	for command, flags := range commands {
		name := command
		if _, found := p.sections[name]; !found {
			name, _, _ = strings.Cut(name, " ") // one section for a command of several shells
		}
		text, own := p.around(name, commands), p.sections[name]
		if !strings.Contains(own, "xit code") {
			t.Errorf("there is no section %q with exit codes", command)
		}
		named := append(flagOf.FindAllString(text, -1), everywhere...)
		for _, flag := range flags {
			if !slices.Contains(named, flag) {
				t.Errorf("the section %q has no %s", name, flag)
			}
		}
		for _, flag := range flagOf.FindAllString(own, -1) {
			if !slices.Contains(append(flags, everywhere...), flag) {
				t.Errorf("the section %q has %s, which the command does not take", name, flag)
			}
		}
	}
}

func TestPageHasNoOtherFlag(t *testing.T) {
	p, commands := readPage(t), helpCommands(t)
	known := slices.Concat(append(slices.Collect(maps.Values(commands)), everywhere)...)
	for _, flag := range flagOf.FindAllString(p.text, -1) {
		if !slices.Contains(known, flag) {
			t.Errorf("no command has the flag %s", flag)
		}
	}
	for _, line := range commandLine.FindAllStringSubmatch(p.text, -1) {
		words := strings.Fields(line[1])
		for len(words) > 0 && commands[strings.Join(words, " ")] == nil {
			words = words[:len(words)-1]
		}
		for _, flag := range flagOf.FindAllString(line[2], -1) {
			if !slices.Contains(append(commands[strings.Join(words, " ")], everywhere...), flag) {
				t.Errorf("%s: there is no such flag there: %s", line[0], flag)
			}
		}
	}
}

// example is a command of the page, and what it prints.
type example struct{ command, output string }

func (p page) examples() []example {
	var all []example
	for _, block := range p.blocks("console") {
		for line := range strings.Lines(block) {
			if command, is := strings.CutPrefix(line, "$ "); is {
				all = append(all, example{command: strings.TrimSuffix(command, "\n")})
			} else {
				all[len(all)-1].output += line
			}
		}
	}
	return all
}

// Where the page has the demo, which takes a free port here, runs beside the other examples, and has
// answered when its address is there.
const (
	demoCommand = "satchel demo --secret-env APPLICATION_SECRET"
	demoAddress = "http://127.0.0.1:9000/"
	demoStart   = "mkfifo demo; " + demoCommand + " --addr 127.0.0.1:0 >demo 2>&1 &\n" +
		`exec 3<demo; while read -r DEMO <&3; do echo "$DEMO"; case $DEMO in http:*) break;; esac; done`
	demoEnd = "kill $! && wait $!" // it ends well, as with Ctrl-C
)

func TestExamplesOfThePage(t *testing.T) {
	p := readPage(t)
	examples := p.examples()
	var commands []string
	for _, e := range examples {
		command := strings.ReplaceAll(e.command, demoAddress, "${DEMO}")
		if command == demoCommand {
			command = demoStart
		}
		commands = append(commands, strings.ReplaceAll(command, "2027-", "2127-")) // dates to come stay to come
	}
	if len(commands) < 30 {
		t.Errorf("found %d examples", len(commands))
	}
	outputs := session(t, p, append(commands, results...))
	for i, e := range examples {
		compare(t, e, outputs[i])
	}
	for i, result := range outputs[len(examples):] {
		members := regexp.MustCompile(`"(\w+)": `).FindAllStringSubmatch(result, -1)
		if len(members) < 2 {
			t.Errorf("$ %s\nprints:\n%s", results[i], result)
		}
		for _, member := range members {
			if !strings.Contains(p.text, "`"+member[1]+"`") {
				t.Errorf("$ %s\nprints the member %s, which the page does not have", results[i], member[1])
			}
		}
	}
}

// results are commands whose JSON has all members between them, to be run after the examples.
var results = []string{
	"satchel secret new --json", "printf changeme | satchel secret check --secret-file - --json",
	"satchel keys check keys --json", "head -n 1 keys | satchel keys check - --json",
	"satchel cookie inspect --secret-file secret.txt --json --show - < play.txt", "satchel cookie inspect --json --show - < login.txt",
	"satchel cookie verify --secret-file secret.txt --json - < cookie.txt", "satchel cookie make --secret-file secret.txt --json a=b",
	"satchel config check --env-file deployment.env --json", "satchel doctor --response login.txt --json https://shop.example.com/login",
	"satchel version --json",
}

// session runs commands as the page says: one session of a shell in one folder.
func session(t *testing.T, p page, commands []string) (outputs []string) {
	t.Helper()
	home := t.TempDir()
	for _, program := range p.blocks("python") {
		if err := os.WriteFile(filepath.Join(home, "ask.py"), []byte(program), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const mark = "\n--- the end of a command ---\n"
	script := strings.Join(append(commands, demoEnd), "\nprintf '"+strings.ReplaceAll(mark, "\n", `\n`)+"'\n")
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	shell := exec.CommandContext(ctx, "sh", "-c", script)
	shell.Dir = home
	shell.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, "SATCHEL_") })
	shell.Env = append(shell.Env, "HOME="+home, "LC_ALL=C")
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	shell.Cancel = func() error { return syscall.Kill(-shell.Process.Pid, syscall.SIGKILL) } // the demo too
	printed, err := shell.CombinedOutput()
	if outputs = strings.Split(string(printed), mark); err != nil || len(outputs) != len(commands)+1 {
		t.Fatalf("%v, %d outputs of %d commands:\n%s", err, len(outputs)-1, len(commands), printed)
	}
	return outputs[:len(commands)]
}

// drifting is what differs from one run to the next: dates, names of keys, and the port of the demo.
var drifting = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|\b[0-9a-f]{8}\b|http://127\.0\.0\.1:\d+/`)

// compare compares what an example printed with the page, where … is any text.
func compare(t *testing.T, e example, got string) {
	t.Helper()
	pattern := regexp.QuoteMeta(drifting.ReplaceAllString(e.output, "*"))
	pattern = regexp.MustCompile(`(?m)^…\n`).ReplaceAllString(pattern, `(?:.*\n)*`)
	pattern = "^" + strings.ReplaceAll(pattern, "…", ".*") + "$"
	if !regexp.MustCompile(pattern).MatchString(drifting.ReplaceAllString(got, "*")) {
		t.Errorf("$ %s\nprints:\n%s\nand on the page:\n%s", e.command, got, e.output)
	}
}
