package cache

import "fmt"

// Groups returns how many groups the maps of a memory have.
func (m *Memory) Groups() (count int) {
	for i := range m.groups.parts {
		part := &m.groups.parts[i]
		part.mu.RLock()
		count += len(part.groups)
		part.mu.RUnlock()
	}
	return count
}

// Settle does at once what happens in the background: evicting, expiring.
func (m *Memory) Settle() { m.entries.CleanUp() }

// SetLate is a Set that is held up when it has found its group, and tells whether it has to
// look for another one.
func (m *Memory) SetLate(key Key, meanwhile func()) (again bool) {
	group := m.groups.provide(key.Group)
	meanwhile()
	_, gone := m.setIn(group, newMemoryEntry(key.Name, nil, 0), Limits{})
	return gone
}

// Faults tells where the lists of the groups and the cache within do not agree. Nobody else
// may use the memory meanwhile.
func (m *Memory) Faults() (faults []string) {
	m.Settle()
	fault := func(problem string, e *memoryEntry) {
		faults = append(faults, fmt.Sprintf("%v %q: %s", e.group.id, e.name, problem))
	}
	listed := map[*memoryEntry]bool{}
	for i := range m.groups.parts {
		for id, group := range m.groups.parts[i].groups {
			if group.gone || group.first == nil || group.id != id {
				faults = append(faults, fmt.Sprintf("%v: is gone, empty or another one, and on the map", id))
			}
			for e := group.first; e != nil; e = e.behind {
				listed[e] = true
				if !e.linked || e.group != group || e.behind != nil && e.behind.before != e {
					fault("its links are wrong", e)
				}
			}
		}
	}
	for key, e := range m.entries.All() {
		if !listed[e] {
			fault("it takes room, and nobody finds it", e)
		}
		if key.group != e.group || key.name != e.name {
			fault("it is under another key", e)
		}
		delete(listed, e)
	}
	for e := range listed {
		if _, expired := e.left(); !expired {
			fault("it is only in the list", e)
		}
	}
	return faults
}
