package sentry

import (
	"bytes"
	"encoding/base64"

	"github.com/klauspost/compress/zlib"

	"github.com/mesh-actors/mesh/mesher"
)

// StoreBody returns the event's JSON from a request to the store endpoint: from
// its body, decompressed by its Content-Encoding, or from sentry_data in its
// query. Old clients compress with zlib and send that as base64 without saying
// so; only the first byte shows it.
func StoreBody(raw []byte) ([]byte, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 0 && raw[0] == '{' {
		return raw, nil
	}
	packed, err := decodeBase64(raw)
	if err != nil {
		packed = raw // perhaps zlib as it is
	}
	if len(packed) > 0 && packed[0] == '{' {
		return packed, nil
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, mesher.Errorf(mesher.Invalid, "the body is neither JSON nor base64 nor zlib")
	}
	plain, err := readAll(z, mesher.MaxEventSize)
	if err != nil {
		return nil, damaged(err)
	}
	return plain, nil
}

// decodeBase64 takes both alphabets, padded or not: queries use the one for URLs.
func decodeBase64(raw []byte) ([]byte, error) {
	text := bytes.TrimRight(raw, "=")
	encoding := base64.RawStdEncoding
	if bytes.ContainsAny(text, "-_") {
		encoding = base64.RawURLEncoding
	}
	out := make([]byte, encoding.DecodedLen(len(text)))
	n, err := encoding.Decode(out, text)
	return out[:n], err
}
