package shop.ordering;

public record OrderPlaced(Long orderId, String email) {
}
