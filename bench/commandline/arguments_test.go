package commandline_test

import (
	"strings"
	"testing"

	"github.com/satchel-go/satchel/bench/commandline"
)

func TestTheFirstArgumentIsNamed(t *testing.T) {
	if err := commandline.NoArguments(nil); err != nil {
		t.Error(err)
	}
	if err := commandline.NoArguments([]string{"read", "-write"}); err == nil || !strings.HasPrefix(err.Error(), `"read" `) {
		t.Errorf("the error is %v", err)
	}
}
