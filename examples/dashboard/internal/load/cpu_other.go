//go:build !unix

package load

import "time"

// userTime is not known here.
func userTime() time.Duration { return 0 }
