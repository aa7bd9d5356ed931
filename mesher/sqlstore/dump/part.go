package dump

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
)

const (
	// partSize is about how many bytes of rows make a part, and partRows how many
	// rows at most: one transaction of whoever stores it.
	partSize = 4 << 20
	partRows = 5000
)

// A Part is some rows of one table, packed.
type Part struct {
	Table  string
	Rows   int
	Digest [sha256.Size]byte // of body
	body   []byte            // the table's name after its length, then the rows
}

// A packer makes parts of a table's rows.
type packer struct {
	table Table
	part  Part
}

func (p *packer) add(r Row) {
	if p.part.Rows == 0 {
		p.part = Part{Table: p.table.Name, body: append(binary.AppendUvarint(nil, uint64(len(p.table.Name))), p.table.Name...)}
	}
	p.part.body = p.table.appendRow(p.part.body, r)
	p.part.Rows++
}

func (p *packer) isFull() bool { return len(p.part.body) >= partSize || p.part.Rows >= partRows }

// take returns what was packed, and begins anew.
func (p *packer) take() Part {
	part := p.part
	part.Digest = sha256.Sum256(part.body)
	p.part = Part{}
	return part
}

// Open reads the rows.
func (p Part) Open() ([]Row, error) {
	_, _, rows, err := openPart(p.body)
	return rows, err
}

// openPart reads a part's rows.
func openPart(body []byte) (Part, Table, []Row, error) {
	size, n := binary.Uvarint(body)
	if n <= 0 || size > uint64(len(body)-n) {
		return Part{}, Table{}, nil, errShort
	}
	name, rest := string(body[n:n+int(size)]), body[n+int(size):]
	tables := Tables()
	at := slices.IndexFunc(tables, func(t Table) bool { return t.Name == name })
	if at < 0 {
		return Part{}, Table{}, nil, fmt.Errorf("it has rows of %.32q, which is no table", name)
	}
	var rows []Row
	for len(rest) > 0 {
		row, after, err := tables[at].readRow(rest)
		if err != nil {
			return Part{}, Table{}, nil, fmt.Errorf("table %s: %w", name, err)
		}
		rows, rest = append(rows, row), after
	}
	return Part{Table: name, Rows: len(rows), Digest: sha256.Sum256(body), body: body}, tables[at], rows, nil
}
