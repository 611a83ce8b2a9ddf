#!/usr/bin/python3
"""pywinrm-client.py ENDPOINT USER always|never : does over NTLM, sealed or not, what the lines on stdin ask for, over one
connection. The password is in PASSWORD. A line is "identify", or JSON of {"uri", "action", "body"} with the body as xmltodict
has it: envelope, authentication and sealing are pywinrm's, nothing is ours. Answers with a line of JSON for each:
{"action", "isMine", "body"} or {"error", "text"}."""
import json, os, sys, uuid
import xml.etree.ElementTree as ET
import xmltodict
from winrm.protocol import Protocol, xmlns

IDENTIFY = ('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
            ' xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd">'
            '<s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>')

def message(line, protocol, number):
    if line == 'identify':
        return IDENTIFY
    asked = json.loads(line)
    envelope = protocol._get_soap_header(action=asked['action'], resource_uri=asked['uri'], message_id=number)
    envelope['env:Body'] = asked['body']
    return xmltodict.unparse({'env:Envelope': envelope})

def answer(line, protocol):
    number = uuid.uuid4()
    try:
        root = ET.fromstring(protocol.send_message(message(line, protocol, number)))
    except Exception as error:
        return {'error': type(error).__name__, 'text': str(error)}
    header, body = root.find('soapenv:Header', xmlns), root.find('soapenv:Body', xmlns)
    return {'action': header.findtext('soapaddr:Action', '', xmlns),
            'isMine': header.findtext('soapaddr:RelatesTo', '', xmlns) == 'uuid:%s' % number,
            'body': [[leaf.tag, leaf.text] for leaf in body.iter() if len(leaf) == 0]}

protocol = Protocol(sys.argv[1], transport='ntlm', username=sys.argv[2], password=os.environ['PASSWORD'],
                    message_encryption=sys.argv[3], read_timeout_sec=8, operation_timeout_sec=5)
for line in sys.stdin:
    print(json.dumps(answer(line.strip(), protocol)), flush=True)
