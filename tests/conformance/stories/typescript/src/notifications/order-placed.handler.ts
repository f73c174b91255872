import { MailerService } from '@nestjs-modules/mailer';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { OrderPlaced } from '../ordering/order-placed.event';

@Injectable()
export class OrderPlacedHandler {
  constructor(private readonly mail: MailerService) {}

  @OnEvent(OrderPlaced.name)
  async handle(event: OrderPlaced): Promise<void> {
    await this.mail.sendMail({ to: event.email });
  }
}
