from tests.read.frameworks.conftest import Read


def test_typeorm_entities_relations_and_their_uses(facts: Read) -> None:
    found = facts(
        {
            "m.ts": "import { Entity } from 'typeorm';\n"
            "abstract class Base { @PrimaryGeneratedColumn() id: number; }\n"
            "@Entity('orders')\nexport class Order extends Base { @OneToMany(() => OrderItem, (i) => i.order) items: OrderItem[]; }\n"
            "@Entity()\nexport class OrderItem { @ManyToOne(() => Order) order: Order; @Column() quantity: number; }\n"
            "export class NotStored { quantity: number; }\n",
            "s.ts": "import { Repository } from 'typeorm';\nimport { Order, OrderItem } from './m';\n"
            "export class Shop {\n  constructor(private orders: Repository<Order>, private source: DataSource) {}\n"
            "  list() { return this.orders.find(); }\n"
            "  place(order: Order) { return this.source.transaction(async (manager) => {\n"
            "    await manager.save(order); await manager.save(new OrderItem()); }); }\n"
            "  purge() { return this.source.createQueryBuilder().delete().from(OrderItem).execute(); }\n"
            "  other() { return [1].find((x) => x); }\n}\n",
        }
    )
    assert found.entities() == {"Base": "", "Order": "orders", "OrderItem": "order_item"}
    assert found.columns("Order") == {("items", "OrderItem", True)}
    assert found.columns("OrderItem") == {("order", "Order", False), ("quantity", "", False)}
    assert found.transactions() == {"Shop.place"}
    assert found.accesses() >= {
        ("Shop.list", "read", "Order"),
        ("Shop.place", "write", "Order"),
        ("Shop.place", "write", "OrderItem"),
    }
    assert "Shop.other" not in {unit for unit, _, _ in found.accesses()}


def test_prisma_models_and_client(facts: Read) -> None:
    found = facts(
        {
            "schema.prisma": 'model Order {\n  id Int @id // the key\n  items OrderItem[]\n  status Status\n  @@map("orders")\n}\n'
            "model OrderItem {\n  orderId Int\n  line Int\n"
            "  order Order @relation(fields: [orderId], references: [id])\n  @@id([orderId, line])\n}\n"
            "enum Status { OPEN }\n",
            "s.ts": "class Shop {\n  constructor(private prisma: PrismaService) {}\n"
            "  place() { return this.prisma.$transaction(async (tx) => { await tx.order.create({});\n"
            "    await tx.orderItem.createMany({}); }); }\n"
            "  find() { return this.prisma.order.findUnique({}); }\n  other() { return this.cache.create(); }\n}\n",
        }
    )
    assert found.entities() == {"Order": "orders", "OrderItem": "OrderItem"}
    assert found.columns("Order") == {("id", "", False), ("items", "OrderItem", True), ("status", "", False)}
    assert (found.keys("Order"), found.keys("OrderItem")) == ({"id"}, {"orderId", "line"})
    assert found.transactions() == {"Shop.place"}
    assert found.accesses() == {
        ("Shop.place", "write", "Order"),
        ("Shop.place", "write", "OrderItem"),
        ("Shop.find", "read", "Order"),
    }


def test_mikroorm_and_models_by_definition(facts: Read) -> None:
    found = facts(
        {
            "m.ts": "import { model } from '@medusajs/framework/utils';\nimport Customer from './c';\n"
            "export const Order = model.define('order', { id: model.id().primaryKey(), customer: model.belongsTo(() => Customer) });\n",
            "c.ts": "import { Entity } from '@mikro-orm/core';\ntype Optional = 'x';\n"
            "@Entity({ tableName: 'customers' })\nexport default class Customer {\n"
            "  @PrimaryKey() id: string; @OneToMany(() => Address, 'c') all; }\n"
            "@Entity()\nclass Address {}\n",
            "s.ts": "import Customer from './c';\nclass Shop {\n  constructor(private em: EntityManager) {}\n"
            "  async move(customer: Customer) { await this.em.transactional(async (em) => { await em.persist(customer); }); }\n}\n",
        }
    )
    assert found.entities() == {"Order": "order", "Customer": "customers", "Address": "address"}
    assert found.columns("Order") == {("id", "", False), ("customer", "Customer", False)}
    assert found.columns("Customer") == {("id", "", False), ("all", "Address", True)}
    assert (found.transactions(), found.accesses()) == ({"Shop.move"}, {("Shop.move", "write", "Customer")})


def test_mongoose_and_sequelize_models(facts: Read) -> None:
    found = facts(
        {
            "m.js": "const mongoose = require('mongoose');\n"
            "const orderSchema = new mongoose.Schema({ customer: { type: ObjectId, ref: 'Customer' }, total: Number });\n"
            "const Order = mongoose.model('Order', orderSchema);\nconst Customer = sequelize.define('Customer', { name: STRING });\n"
            "async function place() { await Order.create({}); return Customer.findByPk(1); }\n"
        }
    )
    assert found.entities() == {"Order": "orders", "Customer": "Customers"}
    assert found.columns("Order") == {("customer", "Customer", False), ("total", "", False)}
    assert found.accesses() == {("place", "write", "Order"), ("place", "read", "Customer")}


def test_schemas_of_nest_by_decorator(facts: Read) -> None:
    found = facts(
        {
            "m.ts": "import { Prop, Schema } from '@nestjs/mongoose';\n"
            "@Schema({ collection: 'buyers' })\nexport class Customer { @Prop() name: string; }\n"
            "@Schema()\nexport class Order { @Prop({ ref: 'Customer' }) customer: Customer; helper: string; }\n"
            "class Orders { constructor(private model: Model<Order>) {} all() { return this.model.find(); } }\n",
        }
    )
    assert found.entities() == {"Customer": "buyers", "Order": "orders"}
    assert found.columns("Order") == {("customer", "Customer", False)}


def test_a_default_model_and_a_table_named_by_a_constant(facts: Read) -> None:
    found = facts(
        {
            "m.ts": "import { model } from '@medusajs/framework/utils';\nexport default model.define('region', { id: model.id() });\n",
            "c.ts": "import { Entity, PrimaryKey } from '@mikro-orm/core';\nconst tableName = 'promotion_campaign';\n"
            "@Entity({ tableName })\nexport class Campaign { @PrimaryKey() id: string; }\n",
        }
    )
    assert set(found.entities().values()) == {"region", "promotion_campaign"}
