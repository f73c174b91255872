from tests.read.frameworks.conftest import Read

_NEST = "import {} from '@nestjs/common';\n"


def test_routes_with_prefixes_versions_lists_and_constants(facts: Read) -> None:
    found = facts(
        {
            "paths.ts": "export const BASE = 'orders';\nexport enum Part { Lines = 'lines' }\n",
            "c.ts": _NEST + "import { BASE, Part } from './paths';\n"
            "@Controller({ path: BASE, version: '2' })\nexport class OrderController {\n"
            "  @Get() list() {}\n  @Post([':id/pay', ':id/settle']) pay() {}\n  @Get(`:id/${Part.Lines}`) lines() {}\n"
            "  @Version('3') @Delete(':id') drop() {}\n  helper() {}\n}\n",
        }
    )
    assert found.endpoints() == {
        ("GET", "/v2/orders", "OrderController.list"),
        ("POST", "/v2/orders/{id}/pay", "OrderController.pay"),
        ("POST", "/v2/orders/{id}/settle", "OrderController.pay"),
        ("GET", "/v2/orders/{id}/lines", "OrderController.lines"),
        ("DELETE", "/v3/orders/{id}", "OrderController.drop"),
    }


def test_resolvers_and_remote_methods_are_entrances_too(facts: Read) -> None:
    found = facts(
        {
            "r.ts": _NEST + "@Resolver(() => Order)\nclass OrderResolver {\n  @Query(() => [Order]) orders() {}\n"
            "  @Mutation(() => Order, { name: 'place' }) placeOrder() {}\n  @ResolveField() customer() {}\n}\n"
            "@Controller()\nclass Remote { @GrpcMethod('Orders', 'Find') find() {} }\n"
        }
    )
    assert found.endpoints() == {
        ("QUERY", "/orders", "OrderResolver.orders"),
        ("MUTATION", "/place", "OrderResolver.placeOrder"),
        ("GRPC", "/Orders/Find", "Remote.find"),
    }


def test_events_commands_and_queues_meet_by_name(facts: Read) -> None:
    found = facts(
        {
            "e.ts": "export class OrderPlaced { static eventName = 'order.placed'; }\n"
            "export class Pay {}\nexport const MAIL = 'mail';\n",
            "s.ts": _NEST + "import { OrderPlaced, Pay, MAIL } from './e';\n"
            "class Shop {\n  constructor(private events: EventEmitter2, private commandBus: CommandBus,\n"
            "    @InjectQueue(MAIL) private mails: Queue) {}\n"
            "  place() { this.events.emit(OrderPlaced.eventName, new OrderPlaced()); }\n"
            "  pay() { this.commandBus.execute(new Pay()); }\n  mail() { this.mails.add('send', {}); }\n}\n",
            "h.ts": _NEST + "import { OrderPlaced, Pay, MAIL } from './e';\n"
            "class Listener { @OnEvent(OrderPlaced.eventName) told(event: OrderPlaced) {} }\n"
            "@CommandHandler(Pay)\nclass PayHandler { async execute(command: Pay) {} }\n"
            "@Processor(MAIL)\nclass Mailer extends WorkerHost { async process(job: Job) {} }\n",
        }
    )
    assert found.events() == {
        ("Shop.place", "raise", "order.placed"),
        ("Listener.told", "handle", "order.placed"),
        ("Shop.pay", "raise", "Pay"),
        ("PayHandler.execute", "handle", "Pay"),
        ("Shop.mail", "raise", "mail"),
        ("Mailer.process", "handle", "mail"),
    }
    assert found.commands() == {"Pay"}
    assert found.jobs() == {("Mailer.process", "")}


def test_schedules(facts: Read) -> None:
    found = facts(
        {
            "j.ts": _NEST
            + "class Jobs {\n  @Cron(CronExpression.EVERY_HOUR) hourly() {}\n  @Interval(5000) often() {}\n}\n"
        }
    )
    assert found.jobs() == {("Jobs.hourly", "CronExpression.EVERY_HOUR"), ("Jobs.often", "5000")}


def test_a_query_is_followed_to_its_handler(facts: Read) -> None:
    found = facts(
        {
            "q.ts": "export class FindOrders {}\n",
            "row.ts": "import { Entity, Column } from 'typeorm';\n@Entity() export class Row { @Column() id: number; }\n",
            "c.ts": _NEST + "import { FindOrders } from './q';\n@Controller('orders')\n"
            "class C { constructor(private readonly queryBus: QueryBus) {}\n"
            "  @Get() all() { return this.queryBus.execute(new FindOrders()); } }\n",
            "h.ts": _NEST
            + "import { FindOrders } from './q';\nimport { Row } from './row';\nimport { Repository } from 'typeorm';\n"
            "@QueryHandler(FindOrders) class FindOrdersHandler {\n  constructor(private rows: Repository<Row>) {}\n"
            "  async execute(query: FindOrders) { return this.rows.find(); } }\n",
        }
    )
    assert found.commands() == {"FindOrders"}
    assert found.reached("C.all") == {("read", "Row")}
