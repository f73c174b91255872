"""Who sends what to whom through a broker: topics matched between producers and consumers, in any two languages."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.read.fleet._reading import compose, fleet_of

from skerry.facts.fleet import Fleet

JAVA_KAFKA = """
package shop;
import org.springframework.kafka.core.KafkaTemplate;
class Placing {
  static final String TOPIC = "orders.placed";
  KafkaTemplate<String, String> kafka;
  void place(String order) { kafka.send(TOPIC, order); }
}
"""
PYTHON_KAFKA = "from kafka import KafkaConsumer\nfor message in KafkaConsumer('orders.placed', group_id='mail'):\n    print(message)\n"
NODE_RABBIT = """
const amqp = require('amqplib');
async function run() {
  const connection = await amqp.connect('amqp://mq');
  const channel = await connection.createChannel();
  channel.sendToQueue('orders', Buffer.from('x'));
}
run();
"""
GO_RABBIT = """
package main

import amqp "github.com/rabbitmq/amqp091-go"

func listen(channel *amqp.Channel) {
	messages, _ := channel.Consume("orders", "", true, false, false, false, nil)
	for range messages {
	}
}
"""
PYTHON_RABBIT = """
import pika
class Publisher:
    ROUTING_KEY = 'orders'
    def publish(self, channel, body):
        channel.basic_publish(exchange='', routing_key=self.ROUTING_KEY, body=body)
"""
EVENTUATE_SENDS = """
package shop.orders;
import io.eventuate.tram.events.aggregates.AbstractAggregateDomainEventPublisher;
class Order {}
class OrderEvents extends AbstractAggregateDomainEventPublisher<Order, OrderEvent> {}
"""
EVENTUATE_HEARS = """
package shop.kitchen;
import io.eventuate.tram.events.subscriber.*;
class Hearing {
  DomainEventHandlers handlers() {
    return DomainEventHandlersBuilder.forAggregateType("shop.orders.Order").onEvent(Placed.class, this::placed).build();
  }
}
"""
EVENTUATE_COMMANDS = """
package shop.kitchen;
import io.eventuate.tram.sagas.participant.SagaCommandHandlersBuilder;
class Hearing {
  Object handlers() { return SagaCommandHandlersBuilder.fromChannel(Channels.COMMANDS).onMessage(Cook.class, this::cook).build(); }
}
class Channels { static final String COMMANDS = "kitchen"; }
"""
EVENTUATE_ASKS = """
package shop.orders;
import io.eventuate.tram.sagas.simpledsl.CommandEndpointBuilder;
class Kitchen {
  Object cook = CommandEndpointBuilder.forCommand(Cook.class).withChannel("kitchen").withReply(Success.class).build();
}
"""


DOTNET_SENDS = """
public record OrderPlaced(int Id) : IntegrationEvent;
public record OrderRefused(int Id) : IntegrationEvent;
public class Placing(IEventBus bus) {
  public async Task Place(bool right) {
    IntegrationEvent told = right ? new OrderPlaced(1) : new OrderRefused(1);
    await bus.PublishAsync(told);
  }
}
"""
DOTNET_HEARS = """
public record OrderPlaced(int Id) : IntegrationEvent;
public class Mailing : IIntegrationEventHandler<OrderPlaced> {
  public async Task Handle(OrderPlaced placed) { }
}
"""
DOTNET_KAFKA = """
using Confluent.Kafka;
public class Listening {
  private static readonly string Topic = Environment.GetEnvironmentVariable("TOPIC") ?? "orders.placed";
  private readonly IConsumer<string, byte[]> consumer;
  public void Listen() { consumer.Subscribe(Topic); }
}
"""
PROJECT = '<Project><ItemGroup><PackageReference Include="RabbitMQ.Client" /></ItemGroup></Project>'
KOTLIN_KAFKA = """
import org.apache.kafka.clients.consumer.KafkaConsumer
val topic: String = System.getenv("TOPIC") ?: "orders.placed"
fun main() {
    val consumer = KafkaConsumer<String, ByteArray>(props).apply {
        subscribe(listOf(topic))
    }
}
"""
RUST_RABBIT = """
use lapin::Channel;
const QUEUE: &str = "orders";
async fn listen(channel: Channel) { channel.basic_consume(QUEUE, "mail", opts, args).await; }
"""
GO_OPTIONS_SEND = """
package main

import _ "github.com/rabbitmq/amqp091-go"

func main() {
	publisher.Configure(publisher.ExchangeName("shop"), publisher.BindingKey("orders"))
}
"""
GO_OPTIONS_HEAR = """
package main

import _ "github.com/rabbitmq/amqp091-go"

func main() {
	consumer.Configure(consumer.ExchangeName("shop"), consumer.QueueName("mail-orders"), consumer.BindingKey("orders"))
}
"""
SPRING_RABBIT_SENDS = """
package shop;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
class Placing { RabbitTemplate rabbit; void place(Order order) { rabbit.convertAndSend("shop", "orders.placed", order); } }
"""
SPRING_RABBIT_HEARS = """
package mail;
import org.springframework.amqp.rabbit.annotation.*;
class Hearing {
  @RabbitListener(bindings = @QueueBinding(value = @Queue("mail"), exchange = @Exchange("shop"), key = "orders.*"))
  void placed(Order order) {}
}
"""
SPRING_RABBIT_BOUND = """
package mail;
import org.springframework.amqp.core.*;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
class Hearing {
  @RabbitListener(queues = "mail") void placed(Order order) {}
  Binding binding(Queue queue, TopicExchange exchange) { return BindingBuilder.bind(queue).to(exchange).with("orders.#"); }
}
"""


def between(root: Path, image: str, sender: Mapping[str, str], receiver: Mapping[str, str]) -> Fleet:
    files = {"compose.yml": compose(mq=f"image: '{image}'", shop="build: ./shop", mail="build: ./mail")}
    files |= {f"shop/{path}": text for path, text in sender.items()}
    files |= {f"mail/{path}": text for path, text in receiver.items()}
    return fleet_of(root, files)


def deliveries(fleet: Fleet) -> list[tuple[str, str, str]]:
    return [(d.producer, d.consumer, d.topic) for d in fleet.deliveries]


@pytest.mark.parametrize(
    ("image", "sender", "receiver", "topic"),
    [
        ("bitnami/kafka", {"Placing.java": JAVA_KAFKA}, {"main.py": PYTHON_KAFKA}, "orders.placed"),
        ("rabbitmq", {"index.js": NODE_RABBIT}, {"main.go": GO_RABBIT}, "orders"),
        ("rabbitmq", {"out.py": PYTHON_RABBIT}, {"main.go": GO_RABBIT}, "orders"),
        ("bitnami/kafka", {"Orders.java": EVENTUATE_SENDS}, {"Hearing.java": EVENTUATE_HEARS}, "shop.orders.Order"),
        ("bitnami/kafka", {"Kitchen.java": EVENTUATE_ASKS}, {"Hearing.java": EVENTUATE_COMMANDS}, "kitchen"),
        (
            "rabbitmq",
            {"Placing.cs": DOTNET_SENDS, "a.csproj": PROJECT},
            {"Mailing.cs": DOTNET_HEARS, "b.csproj": PROJECT},
            "OrderPlaced",
        ),
        ("bitnami/kafka", {"Placing.java": JAVA_KAFKA}, {"Listening.cs": DOTNET_KAFKA}, "orders.placed"),
        ("bitnami/kafka", {"Placing.java": JAVA_KAFKA}, {"main.kt": KOTLIN_KAFKA}, "orders.placed"),
        ("rabbitmq", {"index.js": NODE_RABBIT}, {"main.rs": RUST_RABBIT}, "orders"),
        ("rabbitmq", {"main.go": GO_OPTIONS_SEND}, {"main.go": GO_OPTIONS_HEAR}, "orders"),
        ("rabbitmq", {"Placing.java": SPRING_RABBIT_SENDS}, {"Hearing.java": SPRING_RABBIT_HEARS}, "orders.placed"),
        ("rabbitmq", {"Placing.java": SPRING_RABBIT_SENDS}, {"Hearing.java": SPRING_RABBIT_BOUND}, "orders.placed"),
    ],
)
def test_a_topic_leads_from_who_sends_to_who_receives(
    tmp_path: Path, image: str, sender: dict[str, str], receiver: dict[str, str], topic: str
) -> None:
    fleet = between(tmp_path, image, sender, receiver)
    assert deliveries(fleet) == [("shop", "mail", topic)]
    assert {(e.source, e.target, e.kind) for e in fleet.believed} >= {("shop", "mq", "async"), ("mail", "mq", "async")}
    assert ("shop", "mail") not in {(e.source, e.target) for e in fleet.edges}, "the edge leads to the broker"


def test_queues_that_properties_name_are_the_same_one(tmp_path: Path) -> None:
    sends = """
package shop;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.beans.factory.annotation.Value;
class Placing {
  @Value("${placed.queue}") String placedQueue;
  JmsTemplate jms;
  void place(Order order) { jms.convertAndSend(placedQueue, order); }
}
"""
    hears = """
package mail;
import org.springframework.jms.annotation.JmsListener;
class Hearing { @JmsListener(destination = "${mail.placed}") void placed(Order order) {} }
"""
    fleet = between(
        tmp_path,
        "rmohr/activemq",
        {
            "src/main/java/Placing.java": sends,
            "src/main/resources/application.properties": "placed.queue=placed-orders\n",
        },
        {"src/main/java/Hearing.java": hears, "src/main/resources/application.yml": "mail:\n  placed: placed-orders\n"},
    )
    assert deliveries(fleet) == [("shop", "mail", "placed-orders")]


def test_bindings_of_spring_cloud_stream_lead_to_their_destinations(tmp_path: Path) -> None:
    def bound(name: str) -> str:
        return f"spring:\n  cloud:\n    stream:\n      bindings:\n        {name}:\n          destination: orders\n"

    fleet = between(
        tmp_path,
        "bitnami/kafka",
        {
            "src/main/resources/application.yml": bound("place-out-0"),
            "pom.xml": "<a>spring-cloud-starter-stream-kafka</a>",
        },
        {
            "src/main/resources/application.yml": bound("mail-in-0"),
            "pom.xml": "<a>spring-cloud-starter-stream-kafka</a>",
        },
    )
    assert deliveries(fleet) == [("shop", "mail", "orders")]


def test_events_within_a_process_are_no_channels(tmp_path: Path) -> None:
    code = "const { EventEmitter } = require('events');\nconst bus = new EventEmitter();\nbus.on('orders', () => 0);\nbus.emit('orders');\n"
    fleet = between(
        tmp_path, "rabbitmq", {"index.js": code, "package.json": '{"dependencies": {}}'}, {"index.js": code}
    )
    assert fleet.channels == ()


def test_of_two_brokers_the_one_whose_client_is_used_is_meant(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(mq="image: rabbitmq", log="image: 'bitnami/kafka'", mail="build: ./mail"),
            "mail/main.py": PYTHON_KAFKA,
        },
    )
    assert [(c.node, c.broker) for c in fleet.channels] == [("mail", "log")]


def test_settings_name_topics_and_the_words_around_them_or_the_code_say_which_way(tmp_path: Path) -> None:
    sends = "const rabbit = require('amqplib');\nconst queue = process.env.ORDER_QUEUE_NAME;\nmake.createPublisher({ queue });\n"
    handler = '{ "RabbitMQHandler": { "Exchange": "shop", "Queue": "mail", "Password": "s3cret" } }'
    files = {
        "compose.yml": compose(
            mq="image: rabbitmq",
            shop="build: ./shop, environment: { ORDER_QUEUE_NAME: mail }",
            mail="build: ./mail",
            desk="build: ./desk, environment: { RABBIT_PUBLISHER_EXCHANGE: shop }",
        ),
        "shop/index.js": sends,
        "mail/appsettings.json": handler,
        "mail/main.cs": "class Program {}",
        "desk/main.py": "import os\n",
    }
    assert deliveries(fleet_of(tmp_path, files)) == [("desk", "mail", "shop"), ("shop", "mail", "mail")]


def test_a_binding_that_a_sender_declares_makes_it_no_receiver(tmp_path: Path) -> None:
    declares = """
package shop;
import org.springframework.amqp.core.*;
class Queues { Binding binding(Queue queue, TopicExchange exchange) { return BindingBuilder.bind(queue).to(exchange).with("orders.#"); } }
"""
    sender = {"Placing.java": SPRING_RABBIT_SENDS, "Queues.java": declares}
    fleet = between(tmp_path, "rabbitmq", sender, {"Hearing.java": SPRING_RABBIT_BOUND})
    assert {(c.node, c.direction) for c in fleet.channels} == {("shop", "send"), ("mail", "receive")}


def test_a_variable_of_which_nobody_knows_what_it_holds_is_no_topic(tmp_path: Path) -> None:
    unknown = """
package shop;
import org.springframework.kafka.core.KafkaTemplate;
class Passing { KafkaTemplate<String, String> kafka; void pass(String topic, String order) { kafka.send(topic, order); } }
"""
    fleet = between(tmp_path, "bitnami/kafka", {"Passing.java": unknown}, {"main.py": PYTHON_KAFKA})
    assert [(c.node, c.topic) for c in fleet.channels] == [("mail", "orders.placed")]


POM = "<project><dependencies><dependency><artifactId>activemq-NAME</artifactId></dependency></dependencies></project>"
ABOARD = {
    "compose.yml": compose(hub="build: hub", shop="build: shop"),
    "hub/pom.xml": POM.replace("NAME", "broker"),
    "hub/Messaging.java": """
package hub;
import org.apache.activemq.broker.BrokerService;
class Messaging {
  BrokerService broker() throws Exception {
    BrokerService made = new BrokerService();
    made.addConnector("tcp://0.0.0.0:61616");
    return made;
  }
}
""",
    "shop/pom.xml": POM.replace("NAME", "client"),
    "shop/Hearing.java": """
package shop;
import org.springframework.jms.annotation.JmsListener;
class Hearing {
  @JmsListener(destination = "orders") void hear(String order) {}
}
""",
}


def test_a_service_with_a_broker_aboard_is_the_broker_of_others(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, ABOARD)
    assert {(e.source, e.target, e.kind) for e in fleet.believed if e.kind != "user"} == {("shop", "hub", "async")}
    assert [channel.broker for channel in fleet.channels] == ["hub"]


def test_a_browser_hears_what_a_service_sends_by_itself(tmp_path: Path) -> None:
    sends = """
package chat;
import org.springframework.messaging.handler.annotation.SendTo;
class Chat {
  void configure(MessageBrokerRegistry registry) { registry.enableSimpleBroker("/topic"); }
  @MessageMapping("/said") @SendTo("/topic/messages") String said(String text) { return text; }
}
"""
    files = {
        "compose.yml": compose(chat="build: chat", page="build: page", other="build: other", mq="image: rabbitmq"),
        "chat/pom.xml": POM.replace("activemq-NAME", "spring-boot-starter-websocket"), "chat/Chat.java": sends,
        "page/package.json": '{"dependencies": {"react-stomp": "1", "react-dom": "1"}}',
        "page/a.jsx": 'import SockJsClient from "react-stomp"\nconst a = <SockJsClient topics={["/topic/messages"]} />\n',
        "other/package.json": '{"dependencies": {"@stomp/stompjs": "1"}}',
        "other/b.ts": "import { Client } from '@stomp/stompjs'\nclient.subscribe('/topic/messages', show)\n// client.watch('/topic/x')\n",
    }  # fmt: skip
    fleet = fleet_of(tmp_path, files)
    heard = {
        (channel.node, channel.topic, channel.broker) for channel in fleet.channels if channel.direction == "receive"
    }
    assert heard == {("page", "/topic/messages", ""), ("other", "/topic/messages", "")}
    assert {each.producer for each in fleet.deliveries} == {"chat"}
    assert "mq" not in {edge.target for edge in fleet.believed}


def test_a_queue_of_a_configuration_is_that_of_the_code_that_reads_its_key(tmp_path: Path) -> None:
    code = """
const stompit = require('stompit')
const config = require('./config.json').mq
channel.subscribe({ destination: `/queue/${config.queueName}`, ack: 'client' }, handle)
"""
    files = {
        "compose.yml": compose(risk="build: risk", mq="image: activemq"),
        "risk/package.json": '{"dependencies": {"stompit": "1"}}',
        "risk/config.json": '{"mq": {"queueName": "newpolicies"}}', "risk/index.js": code,
    }  # fmt: skip
    fleet = fleet_of(tmp_path, files)
    assert {(each.node, each.direction, each.topic) for each in fleet.channels} == {("risk", "receive", "newpolicies")}
