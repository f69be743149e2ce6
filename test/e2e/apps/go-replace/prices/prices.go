package prices

import "fmt"

func Format(cents int) string {
	return fmt.Sprintf("%d.%02d", cents/100, cents%100)
}
