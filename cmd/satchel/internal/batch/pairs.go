package batch

import "github.com/satchel-go/satchel/internal/token"

// pairs are an object of strings in the order of its text. Equal keys: the last one wins, in
// the place of the first.
type pairs struct {
	list  []token.Pair
	index map[string]int // of list
}

func (p *pairs) set(key, value string) {
	if i, found := p.index[key]; found {
		p.list[i].Value = value
		return
	}
	if p.index == nil {
		p.index = map[string]int{}
	}
	p.index[key] = len(p.list)
	p.list = append(p.list, token.Pair{Key: key, Value: value})
}
