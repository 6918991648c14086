package live

// ParseBuilds returns how many versions a list has.
func ParseBuilds(list string) (int, error) {
	parsed, err := parseBuilds(list)
	return len(parsed), err
}

// Newest returns the process of the first version.
func (p *Plays) Newest() (*Play, error) {
	p.open.Do(p.find)
	if p.err != nil {
		return nil, p.err
	}
	return p.list[0].start()
}

// IsAsked reports whether somebody waits for an answer.
func (p *Play) IsAsked() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.waiting) > 0
}

// CloseInput is what the process of Java sees when that of the test has gone.
func (p *Play) CloseInput() { _ = p.process.input.Close() }
