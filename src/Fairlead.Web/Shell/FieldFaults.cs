using Fairlead.Platform.Http;

namespace Fairlead.Web.Shell;

/// <summary>What a refusal says of single inputs of a form.</summary>
internal static class FieldFaults
{
    /// <summary>What is wrong at a place or within it, without the place.</summary>
    /// <param name="pointer">JSON pointer, such as <c>/filter/sources</c>.</param>
    public static IReadOnlyList<string> At(Problem? problem, string pointer) =>
    [
        .. (problem?.Errors ?? []).Where(e => IsWithin(e.Pointer, pointer))
            .Select(e => e.Message.StartsWith($"{e.Pointer}: ", StringComparison.Ordinal) ? e.Message[(e.Pointer!.Length + 2)..] : e.Message),
    ];

    private static bool IsWithin(string? place, string pointer) =>
        place is not null && place.StartsWith(pointer, StringComparison.Ordinal) && (place.Length == pointer.Length || place[pointer.Length] == '/');
}
