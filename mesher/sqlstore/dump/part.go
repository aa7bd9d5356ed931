package dump

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
)

const (
	// partSize is about how many bytes of rows make a part, and partRows the most
	// rows: a part is stored in one transaction.
	partSize = 4 << 20
	partRows = 5000
)

// A Part is some rows of one table, packed.
type Part struct {
	Table  string
	Rows   int
	Digest [sha256.Size]byte // of body
	body   []byte            // the length of the table's name, the name, the number of rows, the rows
	head   int               // where the rows begin
}

// A packer makes parts of a table's rows.
type packer struct {
	table  Table
	rows   int
	packed []byte
}

func (p *packer) add(r Row) {
	p.packed = p.table.appendRow(p.packed, r)
	p.rows++
}

func (p *packer) isFull() bool { return len(p.packed) >= partSize || p.rows >= partRows }

// take returns the packed rows as a part, and starts over.
func (p *packer) take() Part {
	body := make([]byte, 0, len(p.table.Name)+2*binary.MaxVarintLen64+len(p.packed))
	body = append(binary.AppendUvarint(body, uint64(len(p.table.Name))), p.table.Name...)
	body = binary.AppendUvarint(body, uint64(p.rows))
	head := len(body)
	body = append(body, p.packed...)
	part := Part{p.table.Name, p.rows, sha256.Sum256(body), body, head}
	p.rows, p.packed = 0, p.packed[:0]
	return part
}

// readPart reads what precedes the rows.
func readPart(body []byte) (Part, error) {
	size, n := binary.Uvarint(body)
	if n <= 0 || size > uint64(len(body)-n) {
		return Part{}, errShort
	}
	name, rest := string(body[n:n+int(size)]), body[n+int(size):]
	rows, m := binary.Uvarint(rest)
	if m <= 0 || rows > uint64(len(rest)) { // each row takes a byte or more
		return Part{}, errShort
	}
	return Part{name, int(rows), sha256.Sum256(body), body, len(body) - len(rest) + m}, nil
}

// Open unpacks the rows.
func (p Part) Open() (Table, []Row, error) {
	tables := Tables()
	at := slices.IndexFunc(tables, func(t Table) bool { return t.Name == p.Table })
	if at < 0 {
		return Table{}, nil, fmt.Errorf("it has rows of %.32q, which is no table", p.Table)
	}
	rows := make([]Row, p.Rows)
	rest := p.body[p.head:]
	var err error
	for i := range rows {
		if rows[i], rest, err = tables[at].readRow(rest); err != nil {
			return Table{}, nil, fmt.Errorf("table %s: %w", p.Table, err)
		}
	}
	if len(rest) > 0 {
		return Table{}, nil, fmt.Errorf("table %s: something follows the rows", p.Table)
	}
	return tables[at], rows, nil
}
