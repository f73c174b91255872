export class OrderPlaced {
  constructor(
    public readonly orderId: number,
    public readonly email: string
  ) {}
}
