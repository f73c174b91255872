package customers

type Customer struct {
	ID    uint `gorm:"primaryKey"`
	Email string
}

func (Customer) TableName() string {
	return "customers"
}
