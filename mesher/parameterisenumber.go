package mesher

import "strings"

// Parameters of a message that count or identify: numbers, hashes, ids.
// See [parameterise] for the rules of these functions.

func uuidEnd(s string, i int) int {
	const shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
	if len(s)-i < len(shape) {
		return i
	}
	for j := range len(shape) {
		if c := s[i+j]; shape[j] == '-' && c != '-' || shape[j] == 'x' && !isHex(c) {
			return i
		}
	}
	return wordEnd(s, i, i+len(shape))
}

func sha1End(s string, i int) int { return hexDigits(s, i, 40) }
func md5End(s string, i int) int  { return hexDigits(s, i, 32) }

func hexDigits(s string, i, n int) int {
	if len(s)-i < n {
		return i
	}
	for j := i; j < i+n; j++ {
		if !isHex(s[j]) {
			return i
		}
	}
	return wordEnd(s, i, i+n)
}

// hexEnd accepts 0x1f, and longer runs that have both letters and digits.
func hexEnd(s string, i int) int {
	j := i
	prefixed := strings.HasPrefix(s[i:], "0x") || strings.HasPrefix(s[i:], "0X")
	if prefixed {
		j += 2
	}
	from, letters, digits := j, false, false
	for j < len(s) && isHex(s[j]) {
		letters = letters || isAlpha(s[j])
		digits = digits || isDigit(s[j])
		j++
	}
	if j > from && (prefixed || j-from >= 8 && letters && digits) {
		return wordEnd(s, i, j)
	}
	return i
}

func floatEnd(s string, i int) int {
	whole := integerPart(s, i)
	if whole == i || whole == len(s) || s[whole] != '.' {
		return i
	}
	end := digitsEnd(s, whole+1)
	if end == whole+1 {
		return i
	}
	if end < len(s) && s[end]|0x20 == 'e' {
		if power := integerPart(s, end+1); power > end+1 {
			end = power
		}
	}
	return wordEnd(s, i, end)
}

func intEnd(s string, i int) int { return wordEnd(s, i, integerPart(s, i)) }

// integerPart reads digits after an optional sign.
func integerPart(s string, i int) int {
	j := i
	if j < len(s) && (s[j] == '-' || s[j] == '+') {
		j++
	}
	if end := digitsEnd(s, j); end > j {
		return end
	}
	return i
}

func digitsEnd(s string, i int) int {
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return i
}

// endsWord reports whether no word goes on at i.
func endsWord(s string, i int) bool { return i == len(s) || !isWord(s[i]) }

// wordEnd returns end if a word ends there, otherwise i: nothing found.
func wordEnd(s string, i, end int) int {
	if endsWord(s, end) {
		return end
	}
	return i
}
