using System.Text.Json;

namespace Fairlead.Web.Tests.Http;

/// <summary>An answer in a few words, for tables of what is expected.</summary>
internal static class Answers
{
    /// <returns><c>422 Validation failed</c>, or the status alone when it is no error.</returns>
    public static async Task<string> WordsAsync(this HttpResponseMessage answer, CancellationToken ct)
    {
        var status = (int)answer.StatusCode;
        return answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? $"{status} {JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct)).RootElement.GetProperty("title").GetString()}"
            : $"{status}";
    }
}
