package timing

// Verdict says how a row stands beside its measure and its target.
type Verdict struct {
	Compared bool    // there is a measure; without one the rest is zero
	Value    float64 // nanoseconds above the measure where the limit is in these, else a multiple of it
	Judged   bool    // there is a target; floors and other libraries have none
	Kept     bool

	Slow   bool // it is judged, and the value is more than the limit
	Costly bool // it is judged, and there are more allocations than the limit has
}

// Judge compares the row with its measure, and with the limit of its operation.
func (r *Row) Judge() Verdict {
	limit := r.Operation.Limit
	if r.Measure == nil {
		return Verdict{}
	}
	v := Verdict{Compared: true, Judged: !r.Subject.Floor && !r.Subject.Peer && (limit.Above > 0 || limit.Ratio > 0)}
	allocs, most := r.Allocs, limit.Ratio
	if limit.Above > 0 {
		v.Value, allocs, most = r.Above(), r.Allocs-r.Measure.Allocs, limit.Above
	} else {
		v.Value = r.Ratio()
	}
	v.Slow, v.Costly = v.Judged && v.Value > most, v.Judged && allocs > limit.Allocs
	v.Kept = v.Judged && !v.Slow && !v.Costly
	return v
}
