module github.com/satchel-go/satchel/interop

go 1.26

replace github.com/satchel-go/satchel => ..

require github.com/satchel-go/satchel v0.0.0-00010101000000-000000000000
