using System.Reflection;
using System.Text.Json;
using Fairlead.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Fairlead.Platform.Http;

/// <summary>
/// A request's JSON body, read strictly: every wrong place is reported with its pointer and one of the fixed titles.
/// A handler takes it as a parameter and uses <see cref="Value"/>.
/// </summary>
internal sealed class JsonBody<T> : IEndpointParameterMetadataProvider
    where T : class
{
    private JsonBody(T value) => Value = value;

    public T Value { get; }

    /// <exception cref="ProblemException">The body is not acceptable.</exception>
    public static async ValueTask<JsonBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        JsonBodies.CheckHeaders(context.Request);
        var bytes = await JsonBodies.ReadAsync(context.Request, JsonBodies.MaxBytes, context.RequestAborted);
        return new JsonBody<T>(JsonBodies.Parse<T>(bytes));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
}

/// <summary>The steps from bytes to a value; each refuses with its own title.</summary>
public static class JsonBodies
{
    /// <summary>Largest JSON body.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Only <c>application/json</c>, UTF-8, not compressed.</summary>
    public static void CheckHeaders(HttpRequest request)
    {
        var types = request.Headers.ContentType;
        if (types.Count != 1 || !Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(types[0], out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(new Problem(
                ProblemKind.UnsupportedMediaType, "Send JSON with one header Content-Type: application/json."));
        }

        if (type.Charset.HasValue && !type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(new Problem(ProblemKind.UnsupportedCharset, "JSON is read as UTF-8 only."));
        if (request.Headers.ContentEncoding.Count > 0)
        {
            throw new ProblemException(new Problem(
                ProblemKind.UnsupportedContentEncoding, "This route does not accept compressed bodies."));
        }
    }

    /// <exception cref="ProblemException">413 when there is more than <paramref name="maxBytes"/>.</exception>
    public static Task<byte[]> ReadAsync(HttpRequest request, int maxBytes, CancellationToken ct) => ReadAsync(request, maxBytes, null, ct);

    /// <param name="grown">Told how many bytes there are so far, before they are kept; what it throws ends the reading.</param>
    /// <inheritdoc cref="ReadAsync(HttpRequest, int, CancellationToken)"/>
    public static async Task<byte[]> ReadAsync(HttpRequest request, int maxBytes, Action<long>? grown, CancellationToken ct)
    {
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);
        var body = new MemoryStream(capacity: (int)(request.ContentLength ?? 1024));
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await request.Body.ReadAsync(buffer, ct)) > 0)
            {
                if (body.Length + count > maxBytes)
                    throw TooLarge(maxBytes);
                grown?.Invoke(body.Length + count);
                body.Write(buffer, 0, count);
            }
        }
        catch (IOException e) when (IsMalformed(e))
        {
            throw new ProblemException(new Problem(ProblemKind.MalformedRequest, "The body is not well-formed HTTP."));
        }

        return body.ToArray();
    }

    /// <summary>
    /// The server throws a bare <see cref="IOException"/> for a chunk whose size is beyond all numbers; too large, too slow and
    /// broken off have types of their own.
    /// </summary>
    public static bool IsMalformed(IOException e) => e is not (BadHttpRequestException or ConnectionResetException);

    /// <exception cref="ProblemException">The bytes are not an acceptable <typeparamref name="T"/>.</exception>
    public static T Parse<T>(byte[] bytes)
        where T : class
    {
        JsonSyntax.Check(bytes);
        using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = FairleadJson.MaxDepth });
        JsonShape.Check(document.RootElement, FairleadJson.Strict.GetTypeInfo(typeof(T)));
        try
        {
            return document.RootElement.Deserialize<T>(FairleadJson.Strict)
                ?? throw new ProblemException(new Problem(ProblemKind.BodyMustBeAnObject, "The body must be a JSON object."));
        }
        catch (JsonException e)
        {
            throw new ProblemException(Problem.AtPointer(ProblemKind.ValidationFailed, JsonShape.PointerOf(e.Path), "This value is not accepted here."));
        }
    }

    private static ProblemException TooLarge(int maxBytes) =>
        new(new Problem(ProblemKind.ContentTooLarge, $"The body is larger than {maxBytes:N0} bytes."));
}
