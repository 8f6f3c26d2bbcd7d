using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fairlead.Web.Assets;

/// <summary>
/// Style, icon and script, embedded so that a single file serves them. Their addresses carry a hash of the content: browsers keep them
/// for good, and a new version is fetched at once.
/// </summary>
internal static class PageAssets
{
    private const int HashLength = 12;
    private const string ForGood = "public, max-age=31536000, immutable";

    private static readonly byte[] Style = Read("fairlead.css");
    private static readonly byte[] Icon = Read("fairlead.svg");
    private static readonly byte[] FormScript = Read("forms.js");

    public static string StylePath { get; } = $"/assets/{HashOf(Style)}/fairlead.css";

    public static string IconPath { get; } = $"/assets/{HashOf(Icon)}/fairlead.svg";

    /// <summary>Spares pressing buttons of long forms; no page needs it.</summary>
    public static string FormScriptPath { get; } = $"/assets/{HashOf(FormScript)}/forms.js";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var assets = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        assets.MapGet(StylePath, (HttpContext context) => Send(context, Style, "text/css; charset=utf-8"));
        assets.MapGet(IconPath, (HttpContext context) => Send(context, Icon, "image/svg+xml"));
        assets.MapGet(FormScriptPath, (HttpContext context) => Send(context, FormScript, "text/javascript; charset=utf-8"));
        assets.MapGet("/favicon.ico", (HttpContext context) => Send(context, Icon, "image/svg+xml"));
    }

    private static FileContentHttpResult Send(HttpContext context, byte[] content, string type)
    {
        context.Response.Headers.CacheControl = ForGood;
        return TypedResults.Bytes(content, type);
    }

    private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..HashLength];

    private static byte[] Read(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"{typeof(PageAssets).Namespace}.{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
