import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource } from 'typeorm';
import { Product } from '@shop/catalog/product.entity';
import { Customer } from '@shop/customers/customer.entity';
import { PaymentClient } from '@shop/payments/payment.client';
import { OrderItem } from './order-item.entity';
import { OrderPlaced } from './order-placed.event';
import { Order } from './order.entity';

@Injectable()
export class OrderService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly payments: PaymentClient,
    private readonly events: EventEmitter2
  ) {}

  async place(customerId: number, productId: number, quantity: number): Promise<Order> {
    return this.dataSource.transaction(async (manager) => {
      const customer = await manager.findOneByOrFail(Customer, { id: customerId });
      const product = await manager.findOneByOrFail(Product, { id: productId });
      const order = await manager.save(new Order(customer));
      await manager.save(new OrderItem(order, product, quantity));
      await this.payments.charge(order.id, product.price);
      this.events.emit(OrderPlaced.name, new OrderPlaced(order.id, customer.email));
      return order;
    });
  }

  async find(id: number): Promise<Order> {
    return this.dataSource.getRepository(Order).findOneByOrFail({ id });
  }

  async closeStale(): Promise<void> {
    await this.dataSource.getRepository(Order).delete({});
  }
}
