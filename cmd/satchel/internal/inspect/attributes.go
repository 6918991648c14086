package inspect

import (
	"time"

	"github.com/satchel-go/satchel/cmd/satchel/internal/judge"
)

// Attributes are those of a Set-Cookie line, as a browser takes them.
type Attributes struct {
	Path        string   `json:"path"`
	Domain      string   `json:"domain"`
	MaxAge      *int64   `json:"max_age"` // seconds; null for none
	Expires     string   `json:"expires"` // RFC 3339 in UTC; empty for none
	SameSite    string   `json:"same_site"`
	Secure      bool     `json:"secure"`
	HTTPOnly    bool     `json:"http_only"`
	Partitioned bool     `json:"partitioned"`
	Unknown     []string `json:"unknown"` // names of attributes that no browser minds
}

// readAttributes describes what stands behind the value of a Set-Cookie line, and says
// what is wrong with it: the judgement is that of satchel doctor.
func (r *Cookie) readAttributes(c *pasted, now time.Time) {
	if c.setCookie == "" {
		return
	}
	line := judge.ReadSetCookie(c.setCookie)
	a := &Attributes{
		Path:        judge.WithoutNext(line.Path),
		Domain:      judge.WithoutNext(line.Domain),
		SameSite:    judge.WithoutNext(line.SameSite),
		Secure:      line.Secure,
		HTTPOnly:    line.HTTPOnly,
		Partitioned: line.Partitioned,
		Unknown:     append([]string{}, line.Unknown...),
	}
	if line.HasMaxAge {
		seconds := int64(line.MaxAge / time.Second)
		a.MaxAge = &seconds
	}
	if !line.Expires.IsZero() {
		a.Expires = line.Expires.UTC().Format(time.RFC3339)
	}
	r.Attributes, r.Deletes = a, line.Deletes(now)
	for _, finding := range judge.Line(line, now) {
		switch finding.Verdict {
		case judge.Fault:
			r.Faults = append(r.Faults, finding.Text)
		case judge.Advice:
			r.Advice = append(r.Advice, finding.Text)
		case judge.OK: // nobody asked what is well
		}
	}
}
