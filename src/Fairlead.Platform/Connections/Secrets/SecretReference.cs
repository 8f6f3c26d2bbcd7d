using System.Text;
using Fairlead.Kernel;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Connections.Secrets;

/// <summary>A secret that is kept elsewhere and read when it is used: <c>env:NAME</c> or <c>file:/path</c>.</summary>
/// <remarks>Fairlead's own settings and files cannot be named: a connection would carry the master key to whatever host it points at.</remarks>
internal static class SecretReference
{
    private const string EnvironmentPrefix = "env:";
    private const string FilePrefix = "file:";
    private const int MaxBytes = 64 << 10;

    public static bool IsReference(string secret) =>
        secret.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) || secret.StartsWith(FilePrefix, StringComparison.Ordinal);

    /// <returns><see langword="null"/> when it may be used; else why not, naming the place and never the value.</returns>
    public static string? Refuse(string reference, DataDirectory data)
    {
        if (reference.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        {
            var name = reference[EnvironmentPrefix.Length..];
            if (name.Length is 0 or > 200 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                return "env: must be followed by the name of an environment variable";
            return name.StartsWith("FAIRLEAD_MASTER_KEY", StringComparison.Ordinal) || name.StartsWith("FAIRLEAD_ADMIN_", StringComparison.Ordinal)
                ? $"the variable {name} is Fairlead's own"
                : null;
        }

        var path = reference[FilePrefix.Length..];
        if (!Path.IsPathFullyQualified(path) || path.Contains("..", StringComparison.Ordinal))
            return "file: must be followed by a full path without ..";
        return Path.GetFullPath(path).StartsWith(data.FullPath + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? "the file is in Fairlead's own data directory"
            : null;
    }

    /// <exception cref="SecretUnreadableException">There is nothing there, or it cannot be read.</exception>
    public static async Task<SecretText> ReadAsync(string reference, DataDirectory data, CancellationToken ct)
    {
        if (Refuse(reference, data) is { } why)
            throw new SecretUnreadableException($"The reference cannot be used: {why}.");
        if (reference.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        {
            var name = reference[EnvironmentPrefix.Length..];
            return Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
                ? new SecretText(value)
                : throw new SecretUnreadableException($"The environment variable {name} is not set.");
        }

        var path = reference[FilePrefix.Length..];
        try
        {
            // Resolved, so that a link cannot lead into the data directory.
            var real = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            if (Refuse(FilePrefix + real, data) is { } refused)
                throw new SecretUnreadableException($"The file {path} cannot be used: {refused}.");
            if (new FileInfo(real).Length is 0 or > MaxBytes)
                throw new SecretUnreadableException($"The file {path} is empty or larger than {MaxBytes} bytes.");
            return new SecretText((await File.ReadAllTextAsync(real, Encoding.UTF8, ct)).TrimEnd('\r', '\n'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretUnreadableException($"The file {path} cannot be read.", e);
        }
    }
}

/// <summary>A secret is not where it should be.</summary>
internal sealed class SecretUnreadableException(string message, Exception? inner = null) : Exception(message, inner);
