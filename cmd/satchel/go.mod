module github.com/satchel-go/satchel/cmd/satchel

go 1.26

replace github.com/satchel-go/satchel => ../..

require (
	github.com/satchel-go/satchel v0.0.0-00010101000000-000000000000
	github.com/spf13/cobra v1.10.2
)

require (
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/spf13/pflag v1.0.9 // indirect
)
