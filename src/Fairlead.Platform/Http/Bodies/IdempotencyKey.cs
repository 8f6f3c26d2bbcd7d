using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.Http;

/// <summary>The header by which a request that is sent again is known.</summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";

    /// <returns>Null where the request has none.</returns>
    /// <exception cref="ProblemException">It is given more than once.</exception>
    public static string? Of(HttpRequest request)
    {
        var keys = request.Headers[Header];
        return keys.Count switch
        {
            0 => null,
            1 => keys[0] ?? "",
            _ => throw new ProblemException(Problem.AtParameter(ProblemKind.InvalidIdempotencyKey, Header, "The idempotency key is given more than once.")),
        };
    }

    /// <summary>1 to 255 visible ASCII characters.</summary>
    public static bool IsSound(string key) => key.Length is > 0 and <= 255 && key.All(c => c is > ' ' and <= '~');
}
