package catalog

type Product struct {
	ID    uint `gorm:"primaryKey"`
	Name  string
	Price float64
}

func (Product) TableName() string {
	return "products"
}
