package batch

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/satchel-go/satchel"
	"github.com/satchel-go/satchel/cmd/satchel/internal/harmless"
	"github.com/satchel-go/satchel/internal/token"
)

// responder answers lines, one after another.
type responder struct {
	codecs  codecs
	text    bytes.Buffer // of the answer
	encoder *json.Encoder
}

func newResponder() *responder {
	r := &responder{codecs: codecs{}}
	r.encoder = json.NewEncoder(&r.text)
	r.encoder.SetEscapeHTML(false) // no page has it
	return r
}

// answer returns the answer to a line, with the end of its line. The next call overwrites
// it.
func (r *responder) answer(line []byte) []byte {
	request, err := parseRequest(line)
	if err != nil {
		return r.refuse(err)
	}
	switch op := valueOr(request.op, ""); {
	case request.op == nil:
		return r.refuse(errors.New("op is missing"))
	case op == "encode":
		return r.encode(request)
	case op == "decode":
		return r.decode(request)
	}
	return r.refuse(errors.New("op is unknown; use encode or decode"))
}

func (r *responder) encode(q *request) []byte {
	codec, err := r.codec(q)
	if err == nil {
		err = codec.unwritable
	}
	if err != nil {
		return r.refuse(err)
	}
	t, err := q.token()
	if err != nil {
		return r.refuse(err)
	}
	cookie, err := codec.Append(nil, t)
	if err != nil {
		return r.refuse(err)
	}
	return r.members("cookie", string(cookie))
}

func (r *responder) decode(q *request) []byte {
	codec, err := r.codec(q)
	if err == nil && q.cookie == nil {
		err = errors.New("cookie is missing")
	}
	if err != nil {
		return r.refuse(err)
	}
	t, err := codec.Parse(*q.cookie)
	if err == nil {
		err = t.ValidAt(q.now(), q.skew())
	}
	if err != nil {
		t.Pairs = nil
	}
	return r.read(t.Pairs, satchel.ReasonOf(err))
}

func (r *responder) codec(q *request) (codec, error) {
	s, err := q.settings()
	if err != nil {
		return codec{}, err
	}
	return r.codecs.of(s)
}

func (r *responder) refuse(err error) []byte { return r.members("error", err.Error()) }

func (r *responder) members(name, value string) []byte {
	r.text.Reset()
	r.text.WriteByte('{')
	r.pair(name, value)
	r.text.WriteString("}\n")
	return r.text.Bytes()
}

func (r *responder) read(list []token.Pair, reason satchel.Reason) []byte {
	r.text.Reset()
	r.text.WriteString(`{"data":{`)
	for i, pair := range list {
		if i > 0 {
			r.text.WriteByte(',')
		}
		r.pair(pair.Key, pair.Value)
	}
	r.text.WriteString(`},`)
	r.pair("reason", string(reason))
	r.text.WriteString("}\n")
	return r.text.Bytes()
}

func (r *responder) pair(name, value string) {
	r.quote(name)
	r.text.WriteByte(':')
	r.quote(value)
}

func (r *responder) quote(text string) {
	start := r.text.Len()
	_ = r.encoder.Encode(text) //nolint:errchkjson // a string into a buffer cannot fail
	r.text.Truncate(r.text.Len() - len("\n"))
	// Answers may be looked at in a terminal.
	quoted := r.text.Bytes()[start:]
	if safe := harmless.JSON(quoted); &safe[0] != &quoted[0] {
		r.text.Truncate(start)
		r.text.Write(safe)
	}
}
