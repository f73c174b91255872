from django.http import JsonResponse


def reply(value, status=200):
    return JsonResponse(value, status=status)


def missing(what):
    return JsonResponse({"error": f"there is no such {what}"}, status=404)
