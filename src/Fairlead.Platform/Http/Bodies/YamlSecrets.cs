namespace Fairlead.Platform.Http;

/// <summary>A configuration has no place for a secret; somebody may put one in all the same.</summary>
internal static class YamlSecrets
{
    public const string WhereTheyBelong =
        "a configuration holds no secret: it belongs to the connection, as fairlead connection add --token-env VARIABLE";

    private static readonly string[] Names = ["token", "password", "passwd", "secret", "apikey", "credential", "privatekey"];

    /// <summary>Whether a value under this key is probably a secret.</summary>
    public static bool IsNameOfOne(string key)
    {
        var letters = string.Concat(key.Where(char.IsLetter));
        return Names.Any(n => letters.Contains(n, StringComparison.OrdinalIgnoreCase));
    }
}
