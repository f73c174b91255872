package ordering

type OrderPlaced struct {
	OrderID uint
	Email   string
}
