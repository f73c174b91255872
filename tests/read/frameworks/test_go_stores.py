from tests.read.frameworks.conftest import Read

_MODELS = (
    'package models\nimport "gorm.io/gorm"\n'
    'type Order struct {\n\tgorm.Model\n\tItems []OrderItem\n\tNote string `gorm:"column:remark"`\n\tSecret string `gorm:"-"`\n}\n'
    'type OrderItem struct {\n\tID uint `gorm:"primaryKey"`\n\tOrderID uint\n}\nfunc (OrderItem) TableName() string { return "lines" }\n'
    'type Request struct {\n\tName string `json:"name"`\n}\n'
)


def test_gorm_entities_accesses_and_transactions_across_packages(facts: Read) -> None:
    found = facts(
        {
            "go.mod": "module example.com/shop\n",
            "models/models.go": _MODELS,
            "store/store.go": 'package store\nimport "gorm.io/gorm"\ntype Store struct {\n\tdb *gorm.DB\n}\n',
            "store/place.go": 'package store\nimport m "example.com/shop/models"\n'
            "func (s *Store) Place(o *m.Order) error {\n\treturn s.db.Transaction(func(tx *gorm.DB) error {\n"
            "\t\treturn tx.Create(o).Error\n\t})\n}\n"
            'func (s *Store) List() {\n\tvar all []m.Order\n\ts.db.Where("x").Find(&all)\n'
            '\ts.db.Model(&m.OrderItem{}).Update("n", 1)\n\ts.cache.Delete(all)\n}\n',
        }
    )
    assert found.entities() == {"Order": "orders", "OrderItem": "lines"}
    assert found.columns("Order") == {("items", "OrderItem", True), ("remark", "", False)}
    assert found.keys("OrderItem") == {"id"}
    assert found.transactions() == {"Place"}
    assert found.accesses() == {("Place", "write", "Order"), ("List", "read", "Order"), ("List", "write", "OrderItem")}


def test_documents_of_a_collection_that_a_constructor_keeps(facts: Read) -> None:
    found = facts(
        {
            "s.go": 'package s\nconst orders = "orders"\ntype Store struct {\n\tcol *mongo.Collection\n}\n'
            "func New(db *mongo.Database) *Store { return &Store{col: db.Collection(orders)} }\n"
            "func (s *Store) Find() { s.col.FindOne(ctx, id) }\nfunc (s *Store) Save() { s.col.InsertOne(ctx, x) }\n"
        }
    )
    assert found.accesses() == {("Find", "read", "orders"), ("Save", "write", "orders")}
