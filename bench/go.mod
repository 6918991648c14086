module github.com/satchel-go/satchel/bench

go 1.26

require github.com/satchel-go/satchel v0.0.0-00010101000000-000000000000

replace github.com/satchel-go/satchel => ..
