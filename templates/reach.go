package templates

import (
	"html/template"
	"text/template/parse"
)

// scopes is what a template asks for.
type scopes struct{ flash, session bool }

func (s *scopes) add(more scopes) {
	s.flash = s.flash || more.flash
	s.session = s.session || more.session
}

// scopeOf says which scope a function of ours reads.
var scopeOf = map[string]scopes{
	nameFlash:   {flash: true},
	nameFlashes: {flash: true},
	nameOld:     {flash: true},
	nameSession: {session: true},
}

// body is what one parse tree has in itself.
type body struct {
	functions map[string]bool
	calls     map[string]bool // other templates
}

// bodies reads every parse tree of the set.
func bodies(base *template.Template) map[string]body {
	found := map[string]body{}
	for _, t := range base.Templates() {
		b := body{map[string]bool{}, map[string]bool{}}
		if t.Tree != nil {
			b.read(t.Tree.Root)
		}
		found[t.Name()] = b
	}
	return found
}

// read walks over a parse tree. What it does not go into has no nodes inside. Were
// it to miss a function all the same, then that function would stay the placeholder,
// which fails: the page breaks, in place of being stored by a shared cache.
func (b *body) read(node parse.Node) {
	switch n := node.(type) {
	case *parse.ListNode:
		b.list(n)
	case *parse.ActionNode:
		b.pipe(n.Pipe)
	case *parse.IfNode:
		b.branch(&n.BranchNode)
	case *parse.WithNode:
		b.branch(&n.BranchNode)
	case *parse.RangeNode:
		b.branch(&n.BranchNode)
	case *parse.TemplateNode: // {{block}} is one too
		b.calls[n.Name] = true
		b.pipe(n.Pipe)
	case *parse.PipeNode: // in parentheses
		b.pipe(n)
	case *parse.ChainNode: // (…).Field
		b.read(n.Node)
	case *parse.IdentifierNode:
		b.functions[n.Ident] = true
	}
}

func (b *body) branch(n *parse.BranchNode) {
	b.pipe(n.Pipe)
	b.list(n.List)
	b.list(n.ElseList)
}

func (b *body) list(n *parse.ListNode) {
	if n == nil { // no {{else}}
		return
	}
	for _, node := range n.Nodes {
		b.read(node)
	}
}

func (b *body) pipe(n *parse.PipeNode) {
	if n == nil { // {{template "name"}}
		return
	}
	for _, command := range n.Cmds {
		for _, argument := range command.Args {
			b.read(argument)
		}
	}
}

// reach says for each template which scopes it can get to, itself and through the
// templates that it calls, by the functions in ours. Whether a branch is taken is
// known only when the header has left.
func reach(all map[string]body, ours map[string]bool) map[string]scopes {
	reached := map[string]scopes{}
	for name := range all {
		var s scopes
		visit(all, name, map[string]bool{}, func(function string) {
			if ours[function] {
				s.add(scopeOf[function])
			}
		})
		reached[name] = s
	}
	return reached
}

// visit calls found for each function that a template can get to.
func visit(all map[string]body, name string, seen map[string]bool, found func(function string)) {
	if seen[name] {
		return // templates may call one another in circles
	}
	seen[name] = true
	for function := range all[name].functions {
		found(function)
	}
	for called := range all[name].calls {
		visit(all, called, seen, found)
	}
}
