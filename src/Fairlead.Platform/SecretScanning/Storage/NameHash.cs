using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>Names of files in keys of tables: a way through archives is longer than an index takes.</summary>
internal static class NameHash
{
    public static long Of(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
