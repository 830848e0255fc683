using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Security;

/// <summary>
/// Keeps ASP.NET Data Protection's keys, which protect the payers' session cookies, in the database: any process on it can read
/// what any other has protected.
/// </summary>
internal sealed class DatabaseKeyRing(Database database) : IXmlRepository, IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options) => options.XmlRepository = this;

    // Data Protection knows no asynchronous store; it reads its keys at start and once a day.
    public IReadOnlyCollection<XElement> GetAllElements() => database.ReadAsync(async session =>
        (await session.ListAsync<string>("SELECT xml FROM data_protection_keys")).ConvertAll(xml => XElement.Parse(xml)))
        .AsTask().GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => database.WriteAsync(session => session.ExecuteAsync(
        "INSERT INTO data_protection_keys (name, xml) VALUES (@name, @xml)",
        new { name = $"{friendlyName}-{Guid.NewGuid():N}", xml = element.ToString(SaveOptions.DisableFormatting) }))
        .GetAwaiter().GetResult();
}
