namespace Fairlead.Secrets.Algorithms;

/// <summary>The algorithms that rules can name.</summary>
internal static class SecretAlgorithms
{
    private static readonly Dictionary<string, Func<SecretAlgorithm>> ByName = new(StringComparer.Ordinal)
    {
        ["private-key"] = () => new PrivateKeys(PrivateKeyForm.Plain),
        ["private-key-encrypted"] = () => new PrivateKeys(PrivateKeyForm.Encrypted),
        ["pgp-private-key"] = () => new PrivateKeys(PrivateKeyForm.Pgp),
        ["url-credentials"] = () => new UrlCredentials([]),
        ["url-postgres"] = () => new UrlCredentials(["postgres", "postgresql"]),
        ["url-mysql"] = () => new UrlCredentials(["mysql", "mariadb"]),
        ["url-mongodb"] = () => new UrlCredentials(["mongodb", "mongodb+srv"]),
        ["url-redis"] = () => new UrlCredentials(["redis", "rediss"]),
        ["url-amqp"] = () => new UrlCredentials(["amqp", "amqps"]),
        ["basic-auth"] = () => new BasicAuthorization(),
        ["password-assignment"] = () => new PasswordAssignments(),
        ["card-number"] = () => new CardNumbers(),
        ["email-address"] = () => new EmailAddresses(),
        ["iban"] = () => new Ibans(),
    };

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    public static SecretAlgorithm Named(string name) => ByName[name]();
}
