module github.com/satchel-go/satchel/cmd/satchel

go 1.26

replace (
	github.com/satchel-go/satchel => ../..
	github.com/satchel-go/satchel/cache => ../../cache
	github.com/satchel-go/satchel/cache/rediscache => ../../cache/rediscache
)

require (
	github.com/rogpeppe/go-internal v1.16.0
	github.com/satchel-go/satchel v0.0.0-00010101000000-000000000000
	github.com/satchel-go/satchel/cache v0.0.0-00010101000000-000000000000
	github.com/satchel-go/satchel/cache/rediscache v0.0.0-00010101000000-000000000000
	github.com/spf13/cobra v1.10.2
	github.com/spf13/pflag v1.0.9
	golang.org/x/net v0.57.0
	golang.org/x/term v0.45.0
)

require (
	github.com/cpuguy83/go-md2man/v2 v2.0.6 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/maypok86/otter/v2 v2.4.0 // indirect
	github.com/redis/rueidis v1.0.79 // indirect
	github.com/russross/blackfriday/v2 v2.1.0 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/sys v0.47.0 // indirect
	golang.org/x/text v0.41.0 // indirect
	golang.org/x/tools v0.48.0 // indirect
)
