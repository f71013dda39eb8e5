package house

import (
	"log"
	"os"
	"path/filepath"
	"testing"
)

// The tests run at the root of the module, whose files they read.
func TestMain(m *testing.M) {
	if err := os.Chdir(filepath.Join("..", "..")); err != nil {
		log.Fatal(err)
	}
	os.Exit(m.Run())
}
