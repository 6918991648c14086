package cli

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/satchel-go/satchel/cmd/satchel/demo"
)

const (
	cacheFlag    = "cache"
	cacheEnvFlag = "cache-env"
)

// openCache opens the cache that the flags name; given tells which ones there are. No
// error shows an address: there may be a password in it.
func (f demoFlags) openCache(ctx context.Context, given func(flag string) bool, sh *shell) (*demo.Store, error) {
	if given(cacheEnvFlag) {
		if given(cacheFlag) {
			return nil, usagef("--%s and --%s exclude each other", cacheFlag, cacheEnvFlag)
		}
		return f.openCacheOfVariable(ctx, sh)
	}
	switch {
	case f.cache != demo.Memory && !strings.Contains(f.cache, "://"):
		return nil, usagef("--%s takes %s or an address as in redis://127.0.0.1:6379", cacheFlag, demo.Memory)
	case hasPassword(f.cache):
		return nil, usagef("--%s shows its password to the other users of this machine: name an environment variable with the address in --%s",
			cacheFlag, cacheEnvFlag)
	}
	store, err := demo.OpenStore(ctx, f.cache, sh.log)
	if err != nil {
		return nil, usagef("--%s: %s", cacheFlag, problemOf(err))
	}
	return store, nil
}

// openCacheOfVariable opens the cache whose address is in an environment variable.
func (f demoFlags) openCacheOfVariable(ctx context.Context, sh *shell) (*demo.Store, error) {
	name := f.cacheVariable
	hint := fmt.Sprintf("give %s an address, as in export %s=redis://:password@127.0.0.1:6379", name, name)
	address, err := variable{flag: cacheEnvFlag, name: name, holds: "address", hint: hint}.read(sh.lookupEnv)
	if err != nil {
		return nil, err
	}
	store, err := demo.OpenStore(ctx, address, sh.log)
	if err != nil {
		return nil, &hintedError{fmt.Errorf("the address in %s: %s", name, problemOf(err)), hint}
	}
	return store, nil
}

func hasPassword(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false // it will be refused, and not be shown
	}
	_, found := u.User.Password()
	return found
}

// problemOf is what is wrong with an address, without the names of package and field.
func problemOf(err error) string { return strings.TrimPrefix(err.Error(), "rediscache: URL: ") }
